"""When a silent organisation is reminded, and when the town takes the demand back: pure dates."""

import datetime as dt
from dataclasses import dataclass
from typing import Protocol

from terreau.accompaniment.enums import LADDER, ReminderKind
from terreau.kernel.clock import PARIS

# The answer is promised within 5 business days unless a charter says otherwise.
DEFAULT_DELAY = 5
# Reminders leave in the morning; the wait ends with the day.
MORNING = dt.time(9)


class Calendar(Protocol):
    """The part of the business calendar that dates need."""

    def add_business_days(self, start: dt.date, days: int) -> dt.date: ...

    def due_at(self, start: dt.datetime, days: int) -> dt.datetime: ...


@dataclass(frozen=True)
class Step:
    """One rung: what happens, and when."""

    kind: ReminderKind
    at: dt.datetime


def business_days(promised: int) -> tuple[int, int, int, int]:
    """Return the rungs in business days: 3, 5, 8 and 10 for a promise of 5 days.

    A reminder comes two days before the promise ends, one when it ends, one three days after; two more
    days of silence and the town takes the demand back.
    """
    first = max(1, promised - 2)
    second = max(first + 1, promised)
    return first, second, second + 3, second + 5


def steps(sent_at: dt.datetime, promised: int, calendar: Calendar) -> list[Step]:
    """Return the ladder of a demand sent at that moment."""
    sent_on = sent_at.astimezone(PARIS).date()
    rungs = []
    for kind, days in zip(LADDER, business_days(promised), strict=True):
        if kind is ReminderKind.EXPIRY:
            rungs.append(Step(kind, calendar.due_at(sent_at, days)))
            continue
        day = calendar.add_business_days(sent_on, days)
        rungs.append(Step(kind, dt.datetime.combine(day, MORNING, tzinfo=PARIS)))
    return rungs
