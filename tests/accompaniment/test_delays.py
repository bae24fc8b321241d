"""Delays are read from the log in business days: another calendar gives other figures at once."""

import datetime as dt

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.delays import Pause, measure
from terreau.accompaniment.queries import delays_of
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.territories.actions import add_closing_day
from terreau.territories.calendar import BusinessCalendar
from tests.factories.accompaniment import sent

PLAIN = BusinessCalendar()
BY = Actor.by_link("Sceaux Smart")


def at(month, day, hour=10, minute=0):
    return dt.datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def taken(start, end, *, now=None, promised=5, calendar=PLAIN, pauses=()):
    return measure(
        "first_answer",
        start=start,
        end=end,
        now=now or end,
        promised=promised,
        calendar=calendar,
        pauses=pauses,
    )


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (at(4, 27), at(4, 27, 18), 0),
        (at(4, 24), at(4, 27), 1),  # Friday to Monday
        (at(4, 30), at(5, 4), 1),  # over the first of May
        (at(4, 27), at(5, 11), 8),  # over the first and the eighth of May
        (at(3, 27, 23, 59), at(3, 30, 0, 1), 1),  # over the change to summer time
        (at(10, 23, 23, 59), at(10, 26, 0, 1), 1),  # over the change to winter time
    ],
)
def test_business_days_are_counted(start, end, days):
    assert taken(start, end).taken == days


def test_due_day_over_the_change_of_hour_is_a_day_in_paris():
    assert taken(at(3, 27, 23, 30), None, now=at(3, 28), promised=1).due == dt.date(2026, 3, 30)


@pytest.mark.parametrize(
    ("now", "state"), [(at(4, 28), "running"), (at(5, 5, 23, 59), "running"), (at(5, 6, 0, 1), "late")]
)
def test_open_delay_is_late_after_its_day(now, state):
    delay = taken(at(4, 27), None, now=now)

    assert (delay.state, delay.due) == (state, dt.date(2026, 5, 5))


def test_days_of_waiting_for_the_holder_do_not_count():
    pauses = [Pause(at(4, 28), at(5, 5)), Pause(at(5, 6), None)]

    delay = taken(at(4, 27), None, now=at(5, 20), pauses=pauses)

    assert (delay.taken, delay.state, delay.due) == (2, "paused", None)


def test_promise_never_kept_has_no_due_day():
    closed = BusinessCalendar(closing_days=frozenset(at(4, 27).date() + dt.timedelta(n) for n in range(600)))

    assert taken(at(4, 27), None, now=at(4, 28), calendar=closed).due is None


def states(referral):
    return {delay.step: (delay.taken, delay.state) for delay in delays_of(referral)}


def test_life_of_a_referral_is_measured_from_its_log(scene, clock):
    clock.travel(at(4, 27))
    referral = sent(scene.need, scene.offer)
    assert states(referral) == {"first_answer": (0, "running")}
    clock.travel(at(4, 28))
    actions.ask(referral=referral, question="Combien ?", by=BY)
    clock.travel(at(5, 6))
    assert states(referral) == {"first_answer": (1, "paused")}
    actions.post_message(referral=referral, side="desk", body="Relance", circle="everyone", by=scene.officer)
    actions.post_message(referral=referral, side="holder", body="Deux", circle="everyone", by=scene.holder)
    clock.travel(at(5, 7))
    actions.accept(referral=referral, by=BY)
    clock.travel(at(5, 18))
    actions.start(referral=referral, by=BY)
    referral.refresh_from_db()

    assert states(referral) == {
        "first_answer": (2, "kept"),
        "first_contact": (5, "kept"),
        "update": (0, "running"),
        "closure": (5, "running"),
    }
    clock.travel(at(6, 30))
    assert states(referral)["update"][1] == "late"
    actions.close(referral=referral, by=BY)
    assert set(states(referral)) == {"first_answer", "first_contact", "closure"}


def test_another_calendar_gives_other_figures_at_once(scene, clock):
    clock.travel(at(4, 27))
    referral = sent(scene.need, scene.offer)
    clock.travel(at(5, 6))
    before = states(referral)

    add_closing_day(day=dt.date(2026, 4, 29), label="Pont", by=scene.officer)

    assert (before, states(referral)) == (
        {"first_answer": (6, "late")},
        {"first_answer": (5, "running")},
    )
    assert kernel_clock.today() == dt.date(2026, 5, 6)


def test_promise_of_the_charter_is_the_measure(scene, clock, charter_in_force):
    charter_in_force.commitments.update(delay_days=2)
    clock.travel(at(4, 27))
    referral = sent(scene.need, scene.offer)

    clock.travel(at(4, 30))

    assert [(delay.promised, delay.state) for delay in delays_of(referral)] == [(2, "late")]


def test_page_shows_delays_and_the_next_reminder(scene, clock, client_for):
    clock.travel(at(4, 27))
    referral = sent(scene.need, scene.offer)

    page = client_for(scene.officer).get(referral.get_absolute_url()).content.decode()

    assert "Première réponse" in page
    assert "0 jour ouvré sur 5 promis" in " ".join(page.split())
    assert "Prochain rappel automatique le" in page
    clock.travel(at(4, 28))
    actions.ask(referral=referral, question="Combien ?", by=BY)
    page = client_for(scene.officer).get(referral.get_absolute_url()).content.decode()
    assert ("suspendu" in page, "Prochain rappel automatique le" in page) == (True, True)


def test_proposal_shows_its_next_reminder(scene, clock, client_for):
    clock.travel(at(4, 27))
    referral = actions.propose(need=scene.need, offer=scene.offer, by=scene.officer)

    page = client_for(scene.holder).get(referral.get_absolute_url()).content.decode()

    assert "Prochain rappel automatique le" in page
    assert delays_of(referral) == []
