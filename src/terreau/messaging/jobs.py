"""Jobs that the worker runs at intervals: a registry, filled by the apps' own `jobs.py`.

@jobs.job("journal.seal", every=dt.timedelta(seconds=5))
def seal_journal() -> None: …
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from terreau.journal import actions as journal
from terreau.territories.bulk import refresh_all_statistics

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
