"""Due reminders and periodic jobs: each is taken by one worker, done, and marked."""

import datetime as dt
import logging
from collections.abc import Callable

from django.db import OperationalError, models, transaction
from django.db.models import F

from terreau.kernel import clock
from terreau.messaging import jobs, reminders
from terreau.messaging.models import PeriodicJob, Reminder
from terreau.messaging.worker.claims import claim, lease_end, name_of
from terreau.messaging.worker.outbox import wait_after

log = logging.getLogger("terreau.reminders")


def run_reminders(*, limit: int = 100, stopping: Callable[[], bool] = lambda: False) -> int:
    """Run the reminders that are due; return how many were dealt with."""
    done = 0
    while done < limit and not stopping():
        due = Reminder.objects.filter(sent_at=None, cancelled_at=None, due_at__lte=clock.now())
        reminder = claim(due.order_by("due_at", "pk"), until=lease_end())
        if reminder is None:
            break
        _run_reminder(reminder)
        done += 1
    return done


def run_jobs(*, stopping: Callable[[], bool] = lambda: False) -> int:
    """Run the periodic jobs whose time has come; return how many ran."""
    declare_jobs()
    done = 0
    while not stopping():
        due = PeriodicJob.objects.filter(name__in=jobs.REGISTRY, next_run_at__lte=clock.now())
        row = claim(due.order_by("next_run_at"), until=lease_end(dt.timedelta(minutes=15)), attempt=False)
        if row is None:
            break
        _run_job(row)
        done += 1
    return done


def declare_jobs() -> None:
    """Give each registered job its row."""
    known = set(PeriodicJob.objects.values_list("name", flat=True))
    for name in jobs.REGISTRY.keys() - known:
        PeriodicJob.objects.get_or_create(name=name)


def _run_reminder(reminder: Reminder) -> None:
    target = reminder.target
    if target is None:
        _pending(reminder).update(cancelled_at=clock.now(), lease_until=None)
        return
    try:
        # Marked and done in one transaction: a crash leaves neither, or both.
        with transaction.atomic():
            if _pending(reminder).update(sent_at=clock.now(), lease_until=None):
                reminders.REGISTRY[reminder.kind](target, reminder)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("reminder failed", extra={"reminder": reminder.pk, "reminder_kind": reminder.kind})
        _pending(reminder).update(
            lease_until=clock.now() + wait_after(reminder.attempts), last_error=name_of(error)
        )


def _pending(reminder: Reminder) -> models.QuerySet[Reminder]:
    return Reminder.objects.filter(pk=reminder.pk, sent_at=None, cancelled_at=None)


def _run_job(row: PeriodicJob) -> None:
    job = jobs.REGISTRY[row.name]
    this = PeriodicJob.objects.filter(pk=row.pk)
    try:
        job.run()
    except OperationalError:
        this.update(lease_until=None)
        raise
    except Exception as error:
        log.exception("periodic job failed", extra={"job": row.name})
        wait = max(job.every, wait_after(row.failures + 1))
        this.update(
            failures=F("failures") + 1,
            last_error=name_of(error),
            next_run_at=clock.now() + wait,
            lease_until=None,
        )
    else:
        now = clock.now()
        this.update(failures=0, last_error="", last_run_at=now, next_run_at=now + job.every, lease_until=None)
