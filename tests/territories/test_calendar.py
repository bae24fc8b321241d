import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.kernel.clock import PARIS
from terreau.territories.calendar import BusinessCalendar, subdivision_of

CALENDAR = BusinessCalendar()
ASCENSION_BRIDGE = BusinessCalendar(closing_days=frozenset({dt.date(2026, 5, 15)}))
DAYS = st.dates(min_value=dt.date(2015, 1, 1), max_value=dt.date(2035, 12, 31))


def paris(*moment: int) -> dt.datetime:
    return dt.datetime(*moment, tzinfo=PARIS)


def test_first_of_may_is_not_a_business_day():
    assert CALENDAR.is_holiday(dt.date(2026, 5, 1))
    assert not CALENDAR.is_business_day(dt.date(2026, 5, 1))


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (dt.date(2026, 4, 30), True),
        (dt.date(2026, 5, 2), False),  # Saturday
        (dt.date(2026, 5, 3), False),  # Sunday
        (dt.date(2026, 5, 14), False),  # Ascension
        (dt.date(2026, 5, 15), True),  # the day after, when the town does not close
        (dt.date(2027, 3, 29), False),  # Easter Monday
    ],
)
def test_is_business_day(day, works):
    assert CALENDAR.is_business_day(day) is works


def test_friday_evening_deposit_is_due_on_monday_evening():
    assert CALENDAR.due_at(paris(2026, 11, 20, 21, 30), 1) == paris(2026, 11, 23, 23, 59, 59)


def test_saturday_deposit_is_due_on_monday_evening():
    assert CALENDAR.due_at(paris(2026, 11, 21, 10), 1) == paris(2026, 11, 23, 23, 59, 59)


def test_bridge_of_ascension_waits_for_the_next_monday():
    assert CALENDAR.due_at(paris(2026, 5, 13, 18), 1) == paris(2026, 5, 15, 23, 59, 59)
    assert ASCENSION_BRIDGE.due_at(paris(2026, 5, 13, 18), 1) == paris(2026, 5, 18, 23, 59, 59)


def test_due_at_counts_days_in_paris_not_in_utc():
    just_after_midnight_in_paris = dt.datetime(2026, 6, 8, 22, 30, tzinfo=dt.UTC)

    assert CALENDAR.due_at(just_after_midnight_in_paris, 1) == paris(2026, 6, 10, 23, 59, 59)


def test_due_at_stays_at_the_end_of_the_day_over_the_change_to_summer_time():
    winter_deposit = paris(2026, 3, 27, 16)  # the Friday before; clocks change on Sunday 29 March

    due = CALENDAR.due_at(winter_deposit, 1)

    assert due.isoformat() == "2026-03-30T23:59:59+02:00"
    assert due.astimezone(dt.UTC) == dt.datetime(2026, 3, 30, 21, 59, 59, tzinfo=dt.UTC)


def test_due_at_stays_at_the_end_of_the_day_over_the_change_to_winter_time():
    assert CALENDAR.due_at(paris(2026, 10, 23, 16), 1).isoformat() == "2026-10-26T23:59:59+01:00"


def test_due_at_refuses_a_naive_moment():
    with pytest.raises(ValueError, match="aware"):
        CALENDAR.due_at(dt.datetime(2026, 5, 13, 18), 1)


def test_add_business_days_over_christmas_and_new_year():
    assert CALENDAR.add_business_days(dt.date(2026, 12, 24), 5) == dt.date(2027, 1, 4)


def test_add_business_days_backwards():
    assert CALENDAR.add_business_days(dt.date(2026, 5, 4), -1) == dt.date(2026, 4, 30)


def test_add_no_business_day_gives_the_day_or_the_next_one():
    assert CALENDAR.add_business_days(dt.date(2026, 4, 30), 0) == dt.date(2026, 4, 30)
    assert CALENDAR.add_business_days(dt.date(2026, 5, 1), 0) == dt.date(2026, 5, 4)


def test_business_days_between_friday_and_monday_is_one():
    assert CALENDAR.business_days_between(dt.date(2026, 11, 20), dt.date(2026, 11, 23)) == 1
    assert CALENDAR.business_days_between(dt.date(2026, 11, 23), dt.date(2026, 11, 20)) == -1
    assert CALENDAR.business_days_between(dt.date(2026, 11, 20), dt.date(2026, 11, 20)) == 0


@given(start=DAYS, n=st.integers(min_value=1, max_value=60))
def test_business_days_between_counts_what_was_added(start, n):
    assert CALENDAR.business_days_between(start, CALENDAR.add_business_days(start, n)) == n


@given(start=DAYS, n=st.integers(min_value=-60, max_value=60))
def test_added_days_end_on_a_business_day(start, n):
    assert ASCENSION_BRIDGE.is_business_day(ASCENSION_BRIDGE.add_business_days(start, n))


@pytest.mark.parametrize(
    ("department", "day"),
    [
        ("67", dt.date(2026, 4, 3)),  # Good Friday in Alsace
        ("57", dt.date(2026, 12, 26)),  # Saint Stephen's day in Moselle
        ("974", dt.date(2027, 12, 20)),  # abolition of slavery in La Réunion
    ],
)
def test_some_departments_have_holidays_of_their_own(department, day):
    assert BusinessCalendar(subdivision=subdivision_of(department)).is_holiday(day)
    assert not BusinessCalendar(subdivision=subdivision_of("92")).is_holiday(day)
