"""An offer is confirmed at its own rhythm; two silences suspend it, one click brings it back."""

from typing import Any

from django.db import transaction

from terreau.accounts.models import User
from terreau.directory.actions.offers import end_offer, publish_offer, suspend_for, update_offer, verify_offer
from terreau.directory.enums import OFFER_CHECK, OfferState, SuspendedFor
from terreau.directory.models import Offer
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.refs import ref_of
from terreau.messaging.actions import post, remind
from terreau.messaging.models import Reminder
from terreau.territories.calendar import default_calendar

By = User | Actor

# Two questions without an answer, this many business days apart, suspend an offer.
QUESTIONS = 2
ANSWER_DAYS = 10


@transaction.atomic
def ask_if_exact(*, offer: Offer, by: By) -> Offer:
    """Ask the team whether an offer is still exact; after two silences, suspend it and say so."""
    offer = Offer.objects.select_for_update(of=("self",)).select_related("team").get(pk=offer.pk)
    if offer.state != OfferState.PUBLISHED:
        return offer
    due = offer.check_due_on
    if due is not None and clock.today() < due:  # somebody confirmed it meanwhile
        remind(target=offer, kind=OFFER_CHECK, due=due, by=by)
        return offer
    if offer.times_asked >= QUESTIONS:
        suspend_for(offer=offer, why=SuspendedFor.SILENCE, by=by)
        _tell_team("offer.suspended_for_silence", offer, by=by, occasion=clock.today().isoformat())
        return offer
    offer.times_asked += 1
    offer.save(update_fields=["times_asked"])
    write(
        verb="offer.check_asked",
        target=offer,
        by=by,
        organisation=offer.team.organisation_id,
        data={"time": offer.times_asked},
    )
    _tell_team("offer.check", offer, by=by, occasion=f"{clock.today().isoformat()} {offer.times_asked}")
    next_day = default_calendar().add_business_days(clock.today(), ANSWER_DAYS)
    remind(target=offer, kind=OFFER_CHECK, due=next_day, by=by)
    return offer


@transaction.atomic
def confirm_offer(*, offer: Offer, by: By) -> Offer:
    """Say that an offer is exact; one suspended for a silence is published again at once."""
    if offer.state == OfferState.SUSPENDED and offer.suspended_for == SuspendedFor.SILENCE:
        return publish_offer(offer=offer, by=by)
    return verify_offer(offer=offer, by=by)


@transaction.atomic
def correct_offer(*, offer: Offer, by: By, **facts: Any) -> Offer:
    """Change what an offer says, and confirm it in the same breath."""
    return confirm_offer(offer=update_offer(offer=offer, by=by, **facts), by=by)


@transaction.atomic
def say_it_ended(*, offer: Offer, reason: str, by: By) -> Offer:
    """End an offer today, because the people who give it say that it does not exist any more."""
    return end_offer(offer=offer, reason=reason, by=by)


@transaction.atomic
def arm_checks(*, by: By) -> int:
    """Plan the question of the published offers that have none; return how many."""
    kind = ref_of(Offer(pk=0)).kind
    pending = Reminder.objects.filter(target_kind=kind, kind=OFFER_CHECK, sent_at=None, cancelled_at=None)
    armed = set(pending.values_list("target_key", flat=True))
    offers = Offer.objects.filter(state=OfferState.PUBLISHED).only(
        "pk", "title", "verified_on", "check_every"
    )
    late = [offer for offer in offers.order_by("pk") if str(offer.pk) not in armed]
    for offer in late:
        remind(target=offer, kind=OFFER_CHECK, due=offer.check_due_on or clock.today(), by=by)
    return len(late)


def _tell_team(event: str, offer: Offer, *, by: By, occasion: str) -> None:
    if offer.team.email:
        post(event=event, to=offer.team.email, target=offer, by=by, occasion=occasion)
        return
    for member in offer.team.members.present().filter(user__is_active=True).select_related("user"):
        post(event=event, to=member.user, target=offer, by=by, occasion=occasion)
