"""The delays of a referral, read from its facts and its log each time they are asked for."""

import datetime as dt
from collections.abc import Iterable

from terreau.accompaniment.delays import Calendar, Delay, Pause, Step, measure
from terreau.accompaniment.followup import CONTACT_DELAY
from terreau.accompaniment.models import Referral
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.refs import ref_of
from terreau.territories.calendar import default_calendar

# Somebody who is helped hears of it at least once a month of work.
UPDATE_DELAY = 20
NEWS = ("referral.accepted", "referral.started", "message.posted")


def delays_of(referral: Referral, calendar: Calendar | None = None) -> list[Delay]:
    """Return the delays of a referral that was sent, in the order of its life."""
    if referral.sent_at is None:
        return []
    calendar = calendar or default_calendar()
    log = _log(referral)
    now, ended = clock.now(), referral.expired_at or referral.withdrawn_at
    found = [
        measure(
            Step.FIRST_ANSWER,
            start=referral.sent_at,
            end=referral.answered_at or ended,
            now=now,
            promised=referral.promised_days,
            calendar=calendar,
            pauses=pauses_of(referral, log),
        )
    ]
    if referral.answered_at is not None and (referral.is_running or referral.closed_at):
        found += _after_the_answer(referral, log, calendar, referral.answered_at)
    return found


def pauses_of(referral: Referral, log: Iterable[Entry]) -> list[Pause]:
    """Return when the holder was waited for: from each question to what they wrote next to everybody."""
    pauses: list[Pause] = []
    holder = str(referral.project.owner_id)
    for entry in log:
        waits = bool(pauses) and pauses[-1].end is None
        if entry.verb == "referral.asked" and not waits:
            pauses.append(Pause(entry.at, None))
        elif waits and _is_answer(entry, holder):
            pauses[-1] = Pause(pauses[-1].start, entry.at)
    if pauses and pauses[-1].end is None and referral.answered_at is not None:
        pauses[-1] = Pause(pauses[-1].start, referral.answered_at)
    return pauses


def _is_answer(entry: Entry, holder: str) -> bool:
    said = entry.verb == "message.posted" and entry.data.get("circle") == "everyone"
    return said and entry.actor_key == holder


def _after_the_answer(
    referral: Referral, log: list[Entry], calendar: Calendar, answered_at: dt.datetime
) -> list[Delay]:
    now, over = clock.now(), referral.closed_at
    started = next((entry.at for entry in log if entry.verb == "referral.started"), None)
    news = max([entry.at for entry in log if entry.verb in NEWS], default=answered_at)
    found = [
        measure(
            Step.FIRST_CONTACT,
            start=answered_at,
            end=started or over,
            now=now,
            promised=CONTACT_DELAY,
            calendar=calendar,
        )
    ]
    if over is None and started is not None:
        update = measure(Step.UPDATE, start=news, end=None, now=now, promised=UPDATE_DELAY, calendar=calendar)
        found.append(update)
    closing = measure(Step.CLOSURE, start=answered_at, end=over, now=now, promised=None, calendar=calendar)
    return [*found, closing]


def _log(referral: Referral) -> list[Entry]:
    ref = ref_of(referral)
    entries = Entry.objects.filter(target_kind=ref.kind, target_key=ref.key)
    return list(entries.order_by("at", "pk"))
