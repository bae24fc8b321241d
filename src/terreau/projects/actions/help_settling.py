"""What ends an offer of help, whoever ends it: one move, decided by the database, told to who waits."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.messaging import actions as messaging
from terreau.projects.enums import UNSETTLED_OFFERS, HelpOfferState
from terreau.projects.models import HelpCall, HelpOffer
from terreau.projects.models.help_offers import HELP_OFFER_WORKFLOW
from terreau.projects.queries.people import holders_of

By = User | Actor

# Why an offer can no longer be moved, by the state it is in.
SENTENCES: dict[str, Any] = {
    HelpOfferState.UNCONFIRMED: gettext_lazy("L’adresse de cette personne n’est pas encore confirmée."),
    HelpOfferState.WAITING: gettext_lazy("Ce coup de main attend encore une réponse."),
    HelpOfferState.ACCEPTED: gettext_lazy("Ce coup de main est déjà accepté : la conversation est ouverte."),
    HelpOfferState.DECLINED: gettext_lazy("Ce coup de main est déjà décliné."),
    HelpOfferState.WITHDRAWN: gettext_lazy(
        "La personne vient de reprendre sa proposition : elle n’aide plus."
    ),
    HelpOfferState.LAPSED: gettext_lazy("L’appel est terminé : cette proposition est restée sans suite."),
}


def hold_offer(*, offer: HelpOffer) -> None:  # by nobody: part of the other verbs
    """Read an offer again and keep it until the end: who comes at the same moment finds what was done."""
    offer.refresh_from_db(from_queryset=HelpOffer.objects.select_for_update(of=("self",)))


def settle_offer(*, offer: HelpOffer, verb: str, **facts: Any) -> None:  # by nobody: part of the other verbs
    """Move an offer; of two moves at the same moment, the second one reads why it comes too late."""
    hold_offer(offer=offer)
    if not HELP_OFFER_WORKFLOW.can(offer, verb):
        raise RuleBroken(str(SENTENCES[offer.state]))
    try:
        HELP_OFFER_WORKFLOW.advance(offer, verb, **facts)
    except StaleObject:
        offer.refresh_from_db()
        raise RuleBroken(str(SENTENCES[offer.state])) from None


def lapse_offers(*, call: HelpCall, by: By) -> None:
    """Thank who still waits on a call that is over; an offer that is accepted meanwhile stays so."""
    for offer in call.offers.filter(state__in=UNSETTLED_OFFERS):
        known = offer.state == HelpOfferState.WAITING
        try:
            HELP_OFFER_WORKFLOW.advance(offer, "lapse", settled_at=clock.now())
        except StaleObject:
            continue
        if known:
            tell_author(offer=offer, event="project.help_declined", by=by)


def tell_author(*, offer: HelpOffer, event: str, by: By | None) -> None:
    """Write to who offered help, at their account or at the address that they proved."""
    messaging.post(event=event, to=offer.to, target=offer, by=by, language=offer.language)


def tell_holders(*, offer: HelpOffer, event: str, by: By | None) -> None:
    """Write to the people who answer for the project."""
    for holder in holders_of(offer.call.project):
        messaging.post(event=event, to=holder, target=offer, by=by)


def _somebody(key: str = "") -> Actor:
    """Return who acts without an account, as the journal says it: it keeps no name of theirs."""
    return Actor.by_link(_("Une personne sans compte"), key)


def note_offer(*, what: str, offer: HelpOffer, by: By) -> None:
    """Write in the journal what happened to an offer."""
    actor = Actor.of(by)
    journal.write(
        verb=f"help_offer.{what}",
        target=offer,
        by=_somebody(actor.key) if actor.kind == "link" else actor,
        project=offer.call.project_id,
        quantity=1,
        data={"kind": offer.call.kind},
    )
