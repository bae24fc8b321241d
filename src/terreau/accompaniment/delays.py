"""How long each step of a referral took or takes, in business days: computed from the log. Pure.

A day counts when the offices work and nobody waits for the holder. What is asked on Friday and answered on
Monday took one day. Another calendar gives other figures at the next reading.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel.clock import PARIS

ONE_DAY = dt.timedelta(days=1)
FARTHEST = 500  # days: a promise is in business days, so a due date is never that far


class Step(models.TextChoices):
    """What is measured."""

    FIRST_ANSWER = "first_answer", _("Première réponse")
    FIRST_CONTACT = "first_contact", _("Premier contact")
    UPDATE = "update", _("Dernières nouvelles")
    CLOSURE = "closure", _("Fin de l’accompagnement")


class DelayState(models.TextChoices):
    """How a delay stands against its promise."""

    KEPT = "kept", _("tenu")
    LATE = "late", _("dépassé")
    RUNNING = "running", _("en cours")
    PAUSED = "paused", _("suspendu : on attend le porteur")


class Calendar(Protocol):
    """The part of the business calendar that delays need."""

    def is_business_day(self, day: dt.date) -> bool: ...


@dataclass(frozen=True)
class Pause:
    """The holder was waited for, from a question to their answer (None: still)."""

    start: dt.datetime
    end: dt.datetime | None


@dataclass(frozen=True)
class Delay:
    """One step: business days taken so far, the promise when there is one, its day, and how it stands."""

    step: str
    taken: int
    promised: int | None
    due: dt.date | None
    state: str

    @property
    def label(self) -> Any:
        return Step(self.step).label

    @property
    def state_label(self) -> Any:
        return DelayState(self.state).label


def measure(
    step: str,
    *,
    start: dt.datetime,
    end: dt.datetime | None,
    now: dt.datetime,
    promised: int | None,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
) -> Delay:
    """Return how a step stands: ended at `end`, or still open now."""
    first, last = _day(start), _day(end or now)
    taken = sum(
        _counts(first + number * ONE_DAY, calendar, pauses, now)
        for number in range(1, (last - first).days + 1)
    )
    due = _due(first, promised, calendar, pauses, now) if promised is not None else None
    is_paused = end is None and any(pause.end is None for pause in pauses)
    if promised is not None and taken > promised:
        state = DelayState.LATE
    elif end is not None:
        state = DelayState.KEPT
    else:
        state = DelayState.PAUSED if is_paused else DelayState.RUNNING
    return Delay(step, taken, promised, None if is_paused else due, state)


def _counts(day: dt.date, calendar: Calendar, pauses: Sequence[Pause], now: dt.datetime) -> bool:
    """Say whether a day counts: the day of the question does, those until the answer do not."""
    if not calendar.is_business_day(day):
        return False
    return not any(_day(pause.start) < day <= _day(pause.end or now) for pause in pauses)


def _due(
    first: dt.date, promised: int, calendar: Calendar, pauses: Sequence[Pause], now: dt.datetime
) -> dt.date | None:
    left, day = promised, first
    for _number in range(FARTHEST):
        if left <= 0:
            return day
        day += ONE_DAY
        left -= _counts(day, calendar, pauses, now)
    return None


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(PARIS).date()
