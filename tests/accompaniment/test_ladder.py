"""Reminders in business days: holidays and week-ends do not count, a charter's promise moves the rungs."""

import datetime as dt

import pytest

from terreau.accompaniment.enums import ReminderKind
from terreau.accompaniment.ladder import business_days, steps
from terreau.kernel.clock import PARIS
from terreau.territories.calendar import BusinessCalendar

CALENDAR = BusinessCalendar()


def moments(sent_at, promised=5, calendar=CALENDAR):
    return [
        step.at.astimezone(PARIS).strftime("%a %d/%m %H:%M") for step in steps(sent_at, promised, calendar)
    ]


@pytest.mark.parametrize(
    ("promised", "rungs"),
    [(1, (1, 2, 5, 7)), (2, (1, 2, 5, 7)), (3, (1, 3, 6, 8)), (5, (3, 5, 8, 10)), (10, (8, 10, 13, 15))],
)
def test_rungs_follow_the_promise(promised, rungs):
    assert business_days(promised) == rungs


def test_ladder_around_the_first_of_may():
    # Monday 27 April 2026; Friday 1 May and Friday 8 May are holidays.
    sent_at = dt.datetime(2026, 4, 27, 10, tzinfo=PARIS)

    assert moments(sent_at) == ["Thu 30/04 09:00", "Tue 05/05 09:00", "Mon 11/05 09:00", "Wed 13/05 23:59"]


def test_ladder_of_a_demand_sent_on_friday_evening():
    sent_at = dt.datetime(2026, 3, 6, 22, 30, tzinfo=PARIS)

    assert moments(sent_at) == ["Wed 11/03 09:00", "Fri 13/03 09:00", "Wed 18/03 09:00", "Fri 20/03 23:59"]


def test_ladder_counts_from_the_day_in_paris():
    # 23:30 UTC on Sunday is already Monday in Paris.
    sent_at = dt.datetime(2026, 3, 8, 23, 30, tzinfo=dt.UTC)

    assert moments(sent_at)[0] == "Thu 12/03 09:00"


def test_ladder_over_the_change_to_summer_time_keeps_the_hour_of_paris():
    sent_at = dt.datetime(2026, 3, 26, 9, tzinfo=PARIS)

    assert moments(sent_at)[0] == "Tue 31/03 09:00"


def test_ladder_skips_the_closing_days_of_the_town():
    calendar = BusinessCalendar(closing_days=frozenset({dt.date(2026, 3, 11)}))
    sent_at = dt.datetime(2026, 3, 6, 9, tzinfo=PARIS)

    assert moments(sent_at, calendar=calendar)[0] == "Thu 12/03 09:00"


def test_steps_name_what_happens():
    kinds = [step.kind for step in steps(dt.datetime(2026, 3, 6, 9, tzinfo=PARIS), 5, CALENDAR)]

    assert kinds == [ReminderKind.FIRST, ReminderKind.SECOND, ReminderKind.THIRD, ReminderKind.EXPIRY]
