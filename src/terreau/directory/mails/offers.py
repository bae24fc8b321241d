"""Mails about offers: is it still exact, and what happened after two silences."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.directory.enums import CHECK_LINK, OfferState, SuspendedFor
from terreau.directory.models import Offer, Organisation
from terreau.kernel.typography import date_in_words
from terreau.messaging import links, mails
from terreau.messaging.models import Message


@mails.organisation_behind("directory.offer")
def organisation_of_offer(offer: Offer) -> Organisation:
    return offer.team.organisation


@mails.composer(
    "offer.check",
    label=gettext_lazy("On nous demande si une offre est toujours exacte"),
    pace=mails.Pace.DAILY,
)
def offer_check(offer: Offer | None, message: Message) -> mails.Mail | None:
    """Ask whether an offer is still exact; moot once somebody answered."""
    if offer is None or offer.state != OfferState.PUBLISHED or not offer.times_asked:
        return None
    day = date_in_words(offer.verified_on) if offer.verified_on else ""
    said = _("Dernière vérification : %(day)s.") % {"day": day}
    return mails.Mail(
        subject=_("« %(offer)s » : est-ce toujours exact ?") % {"offer": offer},
        title=_("Cette offre est-elle toujours exacte ?"),
        paragraphs=[
            _("« %(offer)s » est proposée aux porteurs de projet de la part de votre équipe.")
            % {"offer": offer},
            said if day else "",
            _("Une page, sans compte, pour dire oui, corriger une ligne ou dire qu’elle n’existe plus."),
            _("Sans réponse à deux courriels, l’offre est suspendue ; un clic la rétablit."),
        ],
        action_label=_("Vérifier l’offre"),
        action_url=_url(offer, message),
        footer=_("Ouvrir la page ne change rien : rien ne se passe sans que vous cliquiez un bouton."),
    )


@mails.composer(
    "offer.suspended_for_silence",
    label=gettext_lazy("Une de nos offres est suspendue"),
    pace=mails.Pace.EITHER,
)
def offer_suspended(offer: Offer | None, message: Message) -> mails.Mail | None:
    """Say that an offer is suspended, and how to bring it back; moot once it is back."""
    if offer is None or offer.suspended_for != SuspendedFor.SILENCE:
        return None
    return mails.Mail(
        subject=_("« %(offer)s » est suspendue") % {"offer": offer},
        title=_("Votre offre est suspendue"),
        paragraphs=[
            _("Deux courriels demandaient si « %(offer)s » est exacte ; personne n’a répondu.")
            % {"offer": offer},
            _("Plus aucun porteur de projet n’est envoyé vers elle. Rien n’est perdu : un clic la rétablit."),
        ],
        action_label=_("Rétablir l’offre"),
        action_url=_url(offer, message),
    )


def _url(offer: Offer, message: Message) -> str:
    token = links.issue(purpose=CHECK_LINK, target=offer, email=message.address)
    return settings.BASE_URL + reverse("directory:offer_check", args=[token])
