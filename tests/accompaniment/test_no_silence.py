"""R9: no state of a referral lasts over five business days without a message or a visible date to come."""

import datetime as dt

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.enums import OPEN, ReferralState
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries import views_of, with_everything
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.messaging.models import Message
from terreau.territories.calendar import default_calendar
from tests.factories.accompaniment import accepted, agreed, called, proposed, published_offer, sent

TEAM = Actor.by_link("Sceaux Smart")
START = dt.date(2026, 4, 3)  # before Easter Monday and the three holidays of May
DAYS = 45
LONGEST = 5


def asked(need, offer):
    referral = sent(need, offer)
    actions.ask(referral=referral, question="Quelle surface ?", by=TEAM)
    return referral


def seen(need, offer):
    return actions.mark_seen(referral=sent(need, offer), by=TEAM)


def in_progress(need, offer):
    return actions.start(referral=accepted(need, offer), by=TEAM)


def refused(need, offer):
    return actions.refuse(referral=sent(need, offer), reason="full", by=TEAM)


def expired(need, offer):
    return actions.expire(referral=sent(need, offer), by=TEAM)


def waiting_for_a_turn(need, offer):
    others = [published_offer("local", perimeter=need.project.commune) for _number in range(3)]
    agreed(called(need, *others, offer, per_wave=1, delay_days=4))
    return Referral.objects.get(offer=offer)


MAKERS = {
    "proposed": proposed,
    "consented": waiting_for_a_turn,
    "sent": sent,
    "seen": seen,
    "a question waits": asked,
    "accepted": accepted,
    "in_progress": in_progress,
    "refused": refused,
    "expired": expired,
}
OVER = {ReferralState.CLOSED, ReferralState.WITHDRAWN, ReferralState.REROUTED}


def test_every_state_that_lasts_is_tried():
    assert set(ReferralState) - OVER == {
        ReferralState(name) for name in MAKERS if name in ReferralState.values
    }
    assert set(ReferralState) - OVER >= OPEN


def visible_dates(referral):
    """Return the days that the holder reads on the page of the demand."""
    loaded = with_everything(Referral.objects.filter(pk=referral.pk)).get()
    view = views_of([loaded], lambda _one: frozenset({"holder"})).by_referral[loaded.pk]
    dates = [view.step and view.step.by, view.reminder and view.reminder.due_at.astimezone(PARIS).date()]
    return [day for day in dates if day is not None]


def last_word(holder):
    """Return the day of the last mail that the holder received; the first day is that of their own act."""
    left = Message.objects.filter(user=holder, state="sent").values_list("sent_at", flat=True)
    return max((at.astimezone(PARIS).date() for at in left), default=START)


@pytest.mark.parametrize("name", MAKERS)
def test_state_never_lasts_without_a_word_or_a_date(scene, clock, worker, name):
    clock.travel(dt.datetime.combine(START, dt.time(10), tzinfo=PARIS))
    calendar = default_calendar()
    referral = MAKERS[name](scene.need, scene.offer)

    for number in range(DAYS):
        today = START + dt.timedelta(days=number)
        clock.travel(dt.datetime.combine(today, dt.time(23, 59), tzinfo=PARIS))
        worker()
        referral.refresh_from_db()
        if referral.state in OVER:
            break
        has_date = any(day >= today for day in visible_dates(referral))
        heard = calendar.add_business_days(last_word(scene.holder), LONGEST) >= today
        assert has_date or heard, (name, referral.state, today)
