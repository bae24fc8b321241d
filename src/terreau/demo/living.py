"""Living ahead: what the worker would have done until a moment, each thing at its hour.

The demo only: elsewhere the worker waits for the hour. Time stands still in this process while a thing is
done, and the other processes of the demo see the new date only once its day has been lived.
"""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from django.db.models import Min, QuerySet
from django.db.models.functions import Coalesce, Greatest

from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.clock import PARIS
from terreau.messaging.enums import MessageState
from terreau.messaging.models import Message, Reminder
from terreau.messaging.worker.due import run_jobs, run_reminders
from terreau.messaging.worker.outbox import send_due

Wrap = Callable[[], AbstractContextManager]

# Periodic jobs run at intervals of seconds to a day; of a day gone in a blink, these hours are enough.
JOB_HOURS = (dt.time(6), dt.time(9), dt.time(18))
ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Event:
    """Something that the platform did by itself."""

    at: dt.datetime
    what: str
    about: str


@dataclass(frozen=True)
class Day:
    """One day that went by, with what the platform did of itself, in the order of its hours."""

    date: dt.date
    moves: list[Event]
    mails: list[Event]

    @property
    def events(self) -> list[Event]:
        return sorted([*self.moves, *self.mails], key=lambda event: event.at)


def work_until(moment: dt.datetime, *, wrap: Wrap = nullcontext) -> None:
    """Do the reminders and send the mails that fall due until then, each at its hour."""
    stuck: dt.datetime | None = None
    while (due := _next_due(stuck)) is not None and due <= moment:
        with clock.travel(due):
            with wrap():
                done = run_reminders()
            done += send_due()
        if not done:
            stuck = due  # what nobody could do at its hour waits for the worker


def live_until(moment: dt.datetime, *, keep: Callable[[dt.datetime], object]) -> Iterator[Day]:
    """Live day after day until a moment; `keep` hears where time stands once a day was lived."""
    start = clock.now()
    while start < moment:
        date = start.astimezone(PARIS).date()
        end = min(moment, _at(date + ONE_DAY, dt.time()))
        for hour in JOB_HOURS:
            if start < (at := _at(date, hour)) <= end:
                work_until(at)
                _run_jobs(at)
        work_until(end)
        keep(end)
        yield Day(date, _moves(start, end), _mails(start, end))
        start = end


def _run_jobs(at: dt.datetime) -> None:
    with clock.travel(at):
        run_jobs()
        send_due()


def _next_due(after: dt.datetime | None) -> dt.datetime | None:
    """Return the hour of the next thing to do: when it is due, or when nobody holds it any more."""
    found = [
        _first(Reminder.objects.filter(sent_at=None, cancelled_at=None), "due_at", after),
        _first(Message.objects.filter(state=MessageState.PENDING), "next_try_at", after),
    ]
    return min((due for due in found if due is not None), default=None)


def _first(waiting: QuerySet, due: str, after: dt.datetime | None) -> dt.datetime | None:
    free = waiting.order_by().annotate(free=Greatest(due, Coalesce("lease_until", due)))
    if after is not None:
        free = free.filter(free__gt=after)
    return free.aggregate(first=Min("free"))["first"]


def _moves(start: dt.datetime, end: dt.datetime) -> list[Event]:
    entries = Entry.objects.filter(actor_kind="system", at__gt=start, at__lte=end).order_by("at", "pk")
    return [Event(entry.at, entry.phrase, entry.target_label) for entry in entries]


def _mails(start: dt.datetime, end: dt.datetime) -> list[Event]:
    gone = Message.objects.filter(sent_at__gt=start, sent_at__lte=end).order_by("sent_at", "pk")
    return [
        Event(mail.sent_at, mail.subject, mail.address)  # type: ignore[arg-type]  # sent: dated
        for mail in gone.select_related("user", "stand_in")
    ]


def _at(date: dt.date, hour: dt.time) -> dt.datetime:
    return dt.datetime.combine(date, hour, tzinfo=PARIS)
