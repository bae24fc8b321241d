"""Mails to the organisation alone: each carries a link that outlives it."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accompaniment.mails.base import answer_url, answerable, is_of_the_organisation, promised
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries.returned import causes_of, offers_to_check
from terreau.directory.models import Offer
from terreau.messaging import mails
from terreau.messaging.enums import Circle
from terreau.messaging.models import Message


@mails.composer("referral.sent", label=gettext_lazy("Un projet demande notre aide"))
def referral_sent(referral: Referral, message: Message) -> mails.Mail | None:
    if not referral.is_waiting:
        return None
    return _demand(referral, message, _("Un porteur de projet vous demande de l’aide"))


@mails.composer(
    "referral.handed_over", label=gettext_lazy("Une demande m’est transmise par un collègue"), to_author=True
)
def referral_handed_over(referral: Referral, message: Message) -> mails.Mail | None:
    if not referral.is_waiting:
        return None
    return _demand(referral, message, _("Un collègue vous transmet une demande"))


@mails.composer("referral.reminder", label=gettext_lazy("Une demande attend notre réponse"))
def referral_reminder(referral: Referral, message: Message) -> mails.Mail | None:
    if not referral.is_waiting or referral.question_at is not None:
        return None
    if is_of_the_organisation(referral, message):
        return _demand(referral, message, _("Une demande attend votre réponse"))
    names = {"organisation": referral.team.organisation, "team": referral.team}
    return mails.Mail(
        subject=_("Une demande faite à %(organisation)s attend une réponse") % names,
        title=_("Une demande attend une réponse"),
        paragraphs=[
            _("L’équipe « %(team)s » de %(organisation)s n’a pas répondu à un porteur de projet.") % names,
            _("Réponse promise avant le %(date)s, au titre de la charte que vous avez signée avec la ville.")
            % {"date": promised(referral)},
            _("Référence de la demande : %(reference)s. Son contenu n’est connu que de l’équipe.")
            % {"reference": referral.reference},
        ],
    )


@mails.composer("referral.withdrawn", label=gettext_lazy("Une demande est retirée"))
def referral_withdrawn(referral: Referral, message: Message) -> mails.Mail | None:
    return mails.Mail(
        subject=_("La demande %(reference)s est retirée") % {"reference": referral.reference},
        title=_("Cette demande est retirée"),
        paragraphs=[
            _("Vous n’avez plus rien à faire, et son contenu n’est plus accessible."),
            _("Merci de l’attention que vous lui avez portée."),
        ],
    )


@mails.composer("referral.filled", label=gettext_lazy("Une demande a trouvé sa réponse ailleurs"))
def referral_filled(referral: Referral, message: Message) -> mails.Mail | None:
    return mails.Mail(
        subject=_("La demande %(reference)s a trouvé sa réponse") % {"reference": referral.reference},
        title=_("Cette demande a trouvé sa réponse"),
        paragraphs=[
            _("Un autre organisme a répondu oui. Vous n’avez plus rien à faire."),
            _("Merci de l’attention que vous lui avez portée : elle vous sollicitera pour d’autres projets."),
        ],
    )


@mails.composer("offer.to_review", label=gettext_lazy("Une offre est souvent déclinée : elle est à relire"))
def offer_to_review(offer: Offer, message: Message) -> mails.Mail | None:
    """The team and the town read the same words: both may make the offer more exact."""
    if not offers_to_check().filter(pk=offer.pk).exists():
        return None
    names = {"offer": offer.title, "organisation": offer.team.organisation}
    said = [
        _("%(cause)s : %(times)s") % {"cause": cause, "times": times} for cause, times in causes_of(offer)
    ]
    return mails.Mail(
        subject=_("L’offre « %(offer)s » est à relire") % names,
        title=_("Une offre souvent déclinée pour la même raison"),
        paragraphs=[
            _("L’offre « %(offer)s » de %(organisation)s a été déclinée plusieurs fois.") % names,
            _("Raisons données, et combien de fois :"),
            *said,
            _("Préciser l’offre, ou confirmer qu’elle est juste, évite des demandes hors sujet."),
        ],
        action_label=_("Relire l’offre"),
        action_url=settings.BASE_URL
        + reverse("directory:offer_edit", args=[offer.team.organisation.slug, offer.slug]),
    )


def _demand(referral: Referral, message: Message, title: str) -> mails.Mail:
    # What a team writes back without thinking of the holder is read by the town first.
    answered = answerable(referral, message, Circle.TEAM)
    footer = _("Ouvrir la page n’envoie aucune réponse : rien ne se passe sans que vous cliquiez un bouton.")
    payload = referral.consents.filter(withdrawn_at=None).values_list("payload", flat=True).first() or {}
    return mails.Mail(
        subject=_("%(title)s (avant le %(date)s)") % {"title": title, "date": promised(referral)},
        title=title,
        paragraphs=[
            _("Projet « %(project)s ». Besoin : %(subject)s.")
            % {"project": payload.get("title", ""), "subject": payload.get("subject", "")},
            payload.get("need") or payload.get("summary", ""),
            *_waves(referral),
            _("Une page, sans compte, pour accepter, décliner, poser une question ou passer à un collègue."),
        ],
        action_label=_("Lire la demande et répondre"),
        action_url=answer_url(referral, message),
        **answered | {"footer": "\n".join(filter(None, [answered.get("footer", ""), footer]))},
    )


def _waves(referral: Referral) -> list[str]:
    """Say honestly that others are asked too."""
    if referral.wave_call is None:
        return []
    return [
        _(
            "Plusieurs organismes reçoivent cette demande, par vagues ; la ville s’arrête au nombre de "
            "réponses positives cherchées : %(wanted)s."
        )
        % {"wanted": referral.wave_call.wanted}
    ]
