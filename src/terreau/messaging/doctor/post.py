"""The worker, the outbox and the mail server."""

import datetime as dt
import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core import mail

from terreau.kernel import clock
from terreau.messaging import queries
from terreau.messaging.doctor.findings import ERROR, OK, WARNING, Finding, check
from terreau.messaging.models import PeriodicJob
from terreau.messaging.queries.health import RED, job_lines
from terreau.messaging.worker.claims import name_of

START_WORKER = "Start the worker: terreau worker, or terreau serve --with-worker"


@check
def worker() -> Iterator[Finding]:
    """A worker gives signs of life."""
    beat = queries.last_heartbeat()
    if beat is None:
        yield Finding(WARNING, "No worker is running: no mail leaves, no reminder is made.", START_WORKER)
    elif clock.now() - beat > dt.timedelta(minutes=2):
        minutes = int((clock.now() - beat).total_seconds() // 60)
        yield Finding(ERROR, f"The worker has been silent for {minutes} minutes.", START_WORKER)
    else:
        yield Finding(OK, "A worker is running.")
    for job in PeriodicJob.objects.filter(failures__gte=3).order_by("name"):
        yield Finding(
            WARNING,
            f"The job {job.name} has failed {job.failures} times ({job.last_error}).",
            "Look for its name in the worker's log.",
        )


@check
def outbox() -> Iterator[Finding]:
    """Mails leave, and reminders are made."""
    backlog, now = queries.backlog(), clock.now()
    if backlog.oldest_due and now - backlog.oldest_due > dt.timedelta(minutes=15):
        yield Finding(
            WARNING,
            f"{backlog.waiting} mails wait, the oldest for {_minutes(now - backlog.oldest_due)} minutes.",
            "Check the worker and the mail server above and below; nothing is lost meanwhile.",
        )
    else:
        yield Finding(OK, f"The outbox moves: {backlog.waiting} mails wait.")
    if backlog.dead:
        yield Finding(
            WARNING,
            f"{backlog.dead} mails were abandoned.",
            "See them: terreau outbox. Once the cause is mended: terreau outbox --revive",
        )
    if backlog.oldest_reminder and now - backlog.oldest_reminder > dt.timedelta(minutes=15):
        yield Finding(
            WARNING,
            f"{backlog.reminders_overdue} reminders are overdue.",
            "Look for reminder in the log.",
        )


@check
def mail_server() -> Iterator[Finding]:
    """The mail server can be reached."""
    if not settings.EMAIL_BACKEND.endswith("smtp.EmailBackend"):
        yield Finding(OK, f"Mails go through {settings.EMAIL_BACKEND}.")
        return
    connection = mail.get_connection()
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        connection.open()
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        yield Finding(
            ERROR,
            f"The mail server {server} cannot be reached ({name_of(error)}).",
            "Check TERREAU_EMAIL_URL, the firewall and the password. Mails wait in the outbox meanwhile.",
        )
    else:
        yield Finding(OK, f"The mail server {server} accepts us.")


@check
def answers_by_mail() -> Iterator[Finding]:
    """Answers come in, when an address for them is given."""
    if not settings.REPLY_ADDRESS:
        return
    if not (settings.IMAP or settings.INBOUND_SECRET):
        yield Finding(OK, "Answers by mail come in through terreau receive_mail only.")
    last = queries.last_received_at()
    if last is None or clock.now() - last > dt.timedelta(days=2):
        since = f"since {last:%Y-%m-%d}" if last else "ever"
        yield Finding(
            WARNING,
            f"No mail has come in {since}.",
            "Answer a mail of the platform and look at /plateforme/sante/; see “Answers by mail”.",
        )
    else:
        yield Finding(OK, "Answers by mail come in.")


@check
def late_jobs() -> Iterator[Finding]:
    """Every periodic job runs at its time."""
    late = [line.name for line in job_lines() if line.colour == RED]
    if late:
        yield Finding(ERROR, f"Jobs have not run at their time: {', '.join(late)}.", START_WORKER)


def _minutes(age: dt.timedelta) -> int:
    return int(age.total_seconds() // 60)
