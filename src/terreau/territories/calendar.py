"""Business days: what is due, and when. Pure functions on dates; no clock is read here.

calendar = BusinessCalendar(closing_days=frozenset({date(2026, 5, 15)}))
calendar.due_at(datetime(2026, 5, 13, 18, tzinfo=PARIS), 1)  # Monday 18 May, at the end of the day
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import holidays

from terreau.kernel.clock import PARIS

END_OF_DAY = dt.time(23, 59, 59)
ONE_DAY = dt.timedelta(days=1)

# Départements with holidays of their own, as the library names them: Alsace and Moselle, then overseas.
SUBDIVISIONS = {
    "57": "57",
    **dict.fromkeys(("67", "68"), "6AE"),
    **{code: code for code in ("971", "972", "973", "974", "976")},
    "975": "PM",
    "977": "BL",
    "978": "MF",
    "984": "TF",
    "986": "WF",
    "987": "PF",
    "988": "NC",
}


def subdivision_of(department_code: str) -> str | None:
    """The part of France whose holidays apply to a département (None: those of the whole country)."""
    return SUBDIVISIONS.get(department_code)


@dataclass(frozen=True)
class BusinessCalendar:
    """The days on which the town's offices work: neither week-end, nor public holiday, nor closing day."""

    subdivision: str | None = None
    closing_days: frozenset[dt.date] = frozenset()

    def is_holiday(self, day: dt.date) -> bool:
        """Tell whether a day is a public holiday."""
        return day in _public_holidays(self.subdivision, day.year)

    def is_business_day(self, day: dt.date) -> bool:
        """Tell whether the offices work on that day."""
        return day.isoweekday() <= 5 and not self.is_closed(day)

    def is_closed(self, day: dt.date) -> bool:
        """Tell whether a holiday or a closing day shuts the offices, whatever their weekly hours."""
        return day in self.closing_days or self.is_holiday(day)

    def add_business_days(self, day: dt.date, n: int) -> dt.date:
        """The nth business day after a day (before it when n is negative); the day itself never counts.

        n = 0 gives the day itself when the offices work on it, otherwise the next business day.
        """
        if n == 0:
            return day if self.is_business_day(day) else self.add_business_days(day, 1)
        step = ONE_DAY if n > 0 else -ONE_DAY
        for _ in range(abs(n)):
            day += step
            while not self.is_business_day(day):
                day += step
        return day

    def business_days_between(self, start: dt.date, end: dt.date) -> int:
        """How many business days come after `start`, up to and including `end`; negative backwards.

        What was asked on Friday and answered on Monday took one business day.
        """
        if end < start:
            return -self.business_days_between(end, start)
        return sum(self.is_business_day(day) for day in _days_after(start, end))

    def due_at(self, start: dt.datetime, n: int) -> dt.datetime:
        """The end, in Paris, of the nth business day after the day of `start`, which never counts."""
        if start.tzinfo is None:
            raise ValueError("due_at needs an aware datetime: a due moment depends on the time zone")
        day = self.add_business_days(start.astimezone(PARIS).date(), n)
        return dt.datetime.combine(day, END_OF_DAY, tzinfo=PARIS)


def default_calendar() -> BusinessCalendar:
    """The operator's calendar: the holidays of its territory and the closing days that it noted."""
    # Inline: the queries build on this pure module, and this is where callers look for the calendar.
    from terreau.territories import queries  # noqa: PLC0415

    return queries.default_calendar()


def _days_after(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    for number in range(1, (end - start).days + 1):
        yield start + number * ONE_DAY


@lru_cache(maxsize=256)
def _public_holidays(subdivision: str | None, year: int) -> frozenset[dt.date]:
    return frozenset(holidays.country_holidays("FR", subdiv=subdivision, years=year))
