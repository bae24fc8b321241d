"""Mails to the holder alone."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.enums import LinkPurpose, ReferralState
from terreau.accompaniment.mails.base import page
from terreau.accompaniment.models import Referral, UnmetNeed
from terreau.messaging import links, mails
from terreau.messaging.models import Message


@mails.composer("referral.proposed", label=gettext_lazy("Une mise en relation attend mon accord"))
def referral_proposed(referral: Referral, message: Message) -> mails.Mail | None:
    if referral.state != ReferralState.PROPOSED:
        return None
    token = links.issue(purpose=LinkPurpose.CONSENT, target=referral, email=message.address)
    names = {"organisation": referral.team.organisation, "offer": referral.offer.title}
    paragraphs = [
        _("La ville vous propose de parler de votre projet à %(organisation)s : « %(offer)s ».") % names,
        _("Rien n’est envoyé sans votre accord : vous verrez mot pour mot ce qui partirait."),
    ]
    if referral.follows is not None:
        paragraphs.insert(
            0,
            _("%(organisation)s n’a pas pu vous aider : voici une autre piste.")
            % {"organisation": referral.follows.team.organisation},
        )
    if referral.word:
        paragraphs.insert(-1, referral.word)
    return mails.Mail(
        subject=_("Êtes-vous d’accord pour être mis en relation avec %(organisation)s ?") % names,
        title=_("Une mise en relation vous est proposée"),
        paragraphs=paragraphs,
        action_label=_("Lire et décider"),
        action_url=page("consent_by_link", token),
    )


@mails.composer("need.unmet", label=gettext_lazy("Aucune offre pour un besoin"))
def need_unmet(unmet: UnmetNeed, message: Message) -> mails.Mail | None:
    if unmet.settled_at is not None:
        return None
    return mails.Mail(
        subject=_("Votre besoin « %(subject)s » : pas encore d’offre") % {"subject": unmet.need.subject},
        title=_("Nous n’avons pas encore trouvé d’offre pour ce besoin"),
        paragraphs=[
            _("Vous cherchez : « %(subject)s ». Aujourd’hui, aucun organisme du territoire n’y répond.")
            % {"subject": unmet.need.subject},
            unmet.why,
            _("La ville le note comme un manque à combler et continue à chercher."),
            _("Vous n’avez rien à faire : dès qu’une offre arrive, nous vous le disons."),
        ],
        action_label=_("Voir mon dossier"),
        action_url=page("file", unmet.need.project.reference),
    )


@mails.composer("need.offer_came", label=gettext_lazy("Une offre est arrivée pour un besoin"))
def need_offer_came(unmet: UnmetNeed, message: Message) -> mails.Mail | None:
    if unmet.settled_by is None or unmet.need.closed_at is not None:
        return None
    words = {"subject": unmet.need.subject, "offer": unmet.settled_by.title}
    return mails.Mail(
        subject=_("Votre besoin « %(subject)s » : une offre est arrivée") % words,
        title=_("Une offre est arrivée pour votre besoin"),
        paragraphs=[
            _("Nous n’avions trouvé personne pour « %(subject)s ». Il y a maintenant « %(offer)s ».") % words,
            _("La ville la lit avec vous en tête, et vous la propose si elle vous convient."),
        ],
        action_label=_("Voir mon dossier"),
        action_url=page("file", unmet.need.project.reference),
    )
