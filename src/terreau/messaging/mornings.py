"""When the mail of the day leaves: in the morning of a business day. Pure."""

import datetime as dt
from typing import Protocol

from terreau.kernel.clock import PARIS

MORNING = dt.time(8)


class Calendar(Protocol):
    """The part of the business calendar that mornings need."""

    def add_business_days(self, day: dt.date, n: int) -> dt.date: ...


def next_morning(now: dt.datetime, calendar: Calendar) -> dt.datetime:
    """Return the next morning of a business day, in Paris: today's when it is to come."""
    local = now.astimezone(PARIS)
    first = local.date() if local.time() < MORNING else local.date() + dt.timedelta(days=1)
    return dt.datetime.combine(calendar.add_business_days(first, 0), MORNING, tzinfo=PARIS)


def midnight(now: dt.datetime) -> dt.datetime:
    """Return when the day began in Paris."""
    return dt.datetime.combine(now.astimezone(PARIS).date(), dt.time.min, tzinfo=PARIS)
