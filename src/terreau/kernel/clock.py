"""The only clock of Terreau: every module asks it, so that tests and the demo can move time.

Times are stored in UTC and shown in Europe/Paris; a date is always the date in Paris.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

Lead = Callable[[], dt.timedelta]

_fixed: ContextVar[dt.datetime | None] = ContextVar("fixed", default=None)
_lead: Lead | None = None


def now() -> dt.datetime:
    """Return the current moment, aware, in UTC."""
    fixed = _fixed.get()
    if fixed is not None:
        return fixed
    return real() if _lead is None else real() + _lead()


def real() -> dt.datetime:
    """Return the moment of this computer, even where the demo lives ahead of it."""
    return dt.datetime.now(dt.UTC)  # noqa: TID251 - the one place where the real clock is read


def follow(lead: Lead | None) -> None:
    """Let the whole process live ahead of this computer, by what `lead` says each time; None ends it."""
    global _lead  # noqa: PLW0603 - a process has one clock
    _lead = lead


def today() -> dt.date:
    """Return the current date in Paris."""
    return now().astimezone(PARIS).date()


@contextmanager
def travel(to: dt.datetime | dt.date) -> Iterator[None]:
    """Stop the clock at `to` (a date means nine in the morning in Paris) inside the block."""
    if not isinstance(to, dt.datetime):
        to = dt.datetime.combine(to, dt.time(9), tzinfo=PARIS)
    token = _fixed.set(to.astimezone(dt.UTC))
    try:
        yield
    finally:
        _fixed.reset(token)
