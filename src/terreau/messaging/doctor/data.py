"""The database, its guards, the journal and the clock."""

import datetime as dt
from collections.abc import Iterator

from django.db import connection, models

from terreau.journal.models import Entry
from terreau.journal.queries import verify_chain
from terreau.kernel import clock, guards
from terreau.messaging.doctor.findings import ERROR, OK, WARNING, Finding, check
from terreau.messaging.health.readiness import pending_migrations
from terreau.messaging.models import Heartbeat

SKEW = dt.timedelta(seconds=60)


@check
def database() -> Iterator[Finding]:
    """The database answers, is complete and guarded."""
    connection.ensure_connection()
    yield Finding(OK, f"The database answers ({connection.vendor}).")
    if pending := pending_migrations():
        yield Finding(
            ERROR,
            f"{len(pending)} migrations are not applied (the first: {pending[0]}).",
            "Run: terreau migrate",
        )
        return
    yield Finding(OK, "All migrations are applied.")
    if missing := guards.missing():
        yield Finding(
            ERROR,
            f"The database has lost its guards: {', '.join(missing)}.",
            "Run: terreau migrate. Then find out who removed them.",
        )
    else:
        yield Finding(OK, f"The guards of the database are in place ({len(guards.REGISTRY)}).")


@check
def sqlite_settings() -> Iterator[Finding]:
    """SQLite runs with the settings that were measured."""
    if connection.vendor != "sqlite":
        return
    wanted = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1}
    with connection.cursor() as cursor:
        for pragma, value in wanted.items():
            found = cursor.execute(f"PRAGMA {pragma}").fetchone()[0]
            if found != value:
                yield Finding(
                    WARNING,
                    f"SQLite has {pragma}={found} instead of {value}.",
                    "Keep the database file on a local disk: network disks do not support this.",
                )
                return
    yield Finding(OK, "SQLite runs with the right settings.")


@check
def clock_is_sane() -> Iterator[Finding]:
    """The machine's clock is neither behind what was already written nor away from the database's."""
    now = clock.now()
    latest = max(
        filter(
            None,
            [
                Entry.objects.aggregate(at=models.Max("at"))["at"],
                Heartbeat.objects.aggregate(at=models.Max("beat_at"))["at"],
            ],
        ),
        default=now,
    )
    mend = "Set the clock (timedatectl set-ntp true), then restart the web server and the worker."
    if latest - now > SKEW:
        late = int((latest - now).total_seconds())
        yield Finding(
            ERROR,
            f"The clock is in the past: the database holds something written {late} seconds ahead of it.",
            mend,
        )
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - now)
            if apart > SKEW:
                seconds = int(apart.total_seconds())
                yield Finding(ERROR, f"The clock is {seconds} seconds away from the database server's.", mend)
                return
    yield Finding(OK, "The clock agrees with what was written.")


@check
def journal_chain() -> Iterator[Finding]:
    """The journal was neither altered nor cut."""
    report = verify_chain()
    if not report.is_sound:
        yield Finding(
            ERROR,
            f"Entry {report.broken_at} of the journal was altered or is missing ({report.problem}).",
            "Compare with the last backup before it: somebody wrote into the database directly.",
        )
        return
    yield Finding(OK, f"The journal is sound: {report.checked} entries sealed, {report.unsealed} waiting.")
    oldest = Entry.objects.filter(position=None).aggregate(at=models.Min("at"))["at"]
    if oldest and clock.now() - oldest > dt.timedelta(minutes=15):
        yield Finding(
            WARNING,
            "Entries have waited for their seal for more than a quarter of an hour.",
            "Start the worker: terreau worker, or terreau serve --with-worker",
        )
