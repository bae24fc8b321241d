"""How the story is played: each tale stops at its dates, and the worker does what is due in between.

A tale is a generator. It yields the moment of its next part, and wakes up at that moment:

    def tale(cast):
        yield day(2015, 5, 21, "19:30")
        session = council.hold(…)
        yield day(2015, 5, 26)
        …

Tales run side by side in the order of their moments, so that the journal is written as it was lived.
"""

import datetime as dt
import heapq
from collections.abc import Generator, Iterable
from contextlib import nullcontext

from terreau.demo.living import Wrap, work_until
from terreau.kernel import clock
from terreau.messaging.worker.outbox import send_due

Tale = Generator[dt.datetime, None, None]

STEP = dt.timedelta(minutes=3)


def day(year: int, month: int, number: int, hour: str = "10:00") -> dt.datetime:
    """Return a moment of history, in Paris."""
    return at(dt.date(year, month, number), hour)


def play(tales: Iterable[Tale], *, wrap: Wrap = nullcontext) -> None:
    """Play all tales to their end, in the order of their moments."""
    now = clock.now()
    waiting: list[tuple[dt.datetime, int, Tale]] = []
    for number, tale in enumerate(tales):
        _wait(waiting, next(tale, None), number, tale, now)
    while waiting:
        moment, number, tale = heapq.heappop(waiting)
        work_until(moment, wrap=wrap)
        with clock.travel(moment):
            with wrap():
                following = next(tale, None)
            send_due()
        _wait(waiting, following and max(following, moment + STEP), number, tale, now)
    work_until(now, wrap=wrap)


def _wait(waiting: list, moment: dt.datetime | None, number: int, tale: Tale, now: dt.datetime) -> None:
    if moment is not None:
        heapq.heappush(waiting, (min(moment, now), number, tale))


def at(date: dt.date, hour: str) -> dt.datetime:
    """Return a moment of a date, in Paris."""
    return dt.datetime.combine(date, dt.time.fromisoformat(hour), tzinfo=clock.PARIS)
