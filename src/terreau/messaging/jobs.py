"""Jobs that the worker runs at intervals: a registry, filled by the apps' own `jobs.py`.

@jobs.job("journal.seal", every=dt.timedelta(seconds=5))
def seal_journal() -> None: …
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from terreau.journal import actions as journal
from terreau.kernel.bulk import refresh_all_statistics
from terreau.messaging import actions
from terreau.messaging.inbound import imap
from terreau.messaging.queries.inbound import left_to_sort

# How long the process that received a mail is given to deal with it.
SORTING_TIME = dt.timedelta(minutes=1)

Run = Callable[[], object]


@dataclass(frozen=True)
class Job:
    """What runs, how often, and how long a run may hold the job before another worker takes it."""

    name: str
    every: dt.timedelta
    run: Run
    lease: dt.timedelta = dt.timedelta(minutes=15)


REGISTRY: dict[str, Job] = {}


def job(name: str, *, every: dt.timedelta) -> Callable[[Run], Run]:
    """Register a periodic job."""

    def register(run: Run) -> Run:
        REGISTRY[name] = Job(name, every, run)
        return run

    return register


@job("journal.seal", every=dt.timedelta(seconds=5))
def seal_journal() -> None:
    """Chain the new entries of the journal, batch after batch."""
    while journal.seal():
        pass


@job("database.know_itself", every=dt.timedelta(hours=6))
def refresh_statistics() -> None:
    """Tell SQLite what its tables hold: it then reads the small one first. PostgreSQL knows by itself."""
    refresh_all_statistics()


@job("inbound.fetch", every=dt.timedelta(seconds=20))
def fetch_mails() -> None:
    """Read the mailbox where answers arrive, when one is given."""
    if settings.IMAP:
        imap.fetch()


@job("inbound.sort", every=dt.timedelta(minutes=1))
def sort_mails() -> None:
    """Deal with the mails that the process which received them could not deal with."""
    for mail in left_to_sort(SORTING_TIME)[:50]:
        actions.sort(mail=mail)


@job("inbound.forget", every=dt.timedelta(days=1))
def forget_mails() -> None:
    """Erase the mails that came in long ago."""
    actions.forget_old_mails()
