"""Whether the platform's work goes on: the worker, each job, the mails that leave and those that come."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.messaging.enums import InboundState, MessageState
from terreau.messaging.models import InboundMail, Message, PeriodicJob
from terreau.messaging.queries.inbound import last_received_at
from terreau.messaging.queries.sending import backlog, last_heartbeat

GREEN, AMBER, RED = "green", "amber", "red"
SILENT_WORKER = dt.timedelta(minutes=10)
LATE = dt.timedelta(minutes=15)
INBOUND_SILENCE = dt.timedelta(days=2)
RECENT = dt.timedelta(days=30)
FAILURES = 3


@dataclass(frozen=True)
class Light:
    """One thing looked at: its colour, what was found, and what to do."""

    colour: str
    what: str
    mend: str = ""


@dataclass(frozen=True)
class JobLine:
    """A periodic job: when it last ran, when it runs next, and whether it is late."""

    name: str
    last_run_at: dt.datetime | None
    next_run_at: dt.datetime
    failures: int
    last_error: str
    colour: str


def lights() -> list[Light]:
    """Return what was found, the worst first."""
    found = [*_worker(), *_outgoing(), *_reminders(), *_incoming()]
    return sorted(found, key=lambda light: [RED, AMBER, GREEN].index(light.colour))


def job_lines() -> list[JobLine]:
    """Return the periodic jobs, by name."""
    now = clock.now()
    return [
        JobLine(
            job.name,
            job.last_run_at,
            job.next_run_at,
            job.failures,
            job.last_error,
            _colour_of(job, now),
        )
        for job in PeriodicJob.objects.order_by("name")
    ]


def _colour_of(job: PeriodicJob, now: dt.datetime) -> str:
    if now - job.next_run_at > LATE:
        return RED
    return AMBER if job.failures >= FAILURES else GREEN


def _worker() -> Iterator[Light]:
    beat, now = last_heartbeat(), clock.now()
    mend = _("Relancez le travailleur : « terreau worker », ou « terreau serve --with-worker ».")
    if beat is None:
        yield Light(RED, _("Aucun travailleur ne tourne : rien ne part, aucun rappel n’est fait."), mend)
    elif now - beat > SILENT_WORKER:
        minutes = {"minutes": _minutes(now - beat)}
        yield Light(RED, _("Le travailleur se tait depuis %(minutes)s minutes.") % minutes, mend)
    else:
        yield Light(GREEN, _("Le travailleur tourne."))
    late = [line.name for line in job_lines() if line.colour == RED]
    if late:
        yield Light(
            RED, _("Des tâches n’ont pas tourné à leur heure : %(jobs)s.") % {"jobs": ", ".join(late)}, mend
        )


def _outgoing() -> Iterator[Light]:
    state, now = backlog(), clock.now()
    if state.oldest_due and now - state.oldest_due > LATE:
        facts = {"count": state.waiting, "minutes": _minutes(now - state.oldest_due)}
        yield Light(
            RED,
            _("%(count)s courriels attendent, le plus ancien depuis %(minutes)s minutes.") % facts,
            _("Vérifiez le travailleur et le serveur de courriel : rien n’est perdu entre-temps."),
        )
    else:
        yield Light(GREEN, _("Les courriels partent à l’heure."))
    if state.dead:
        yield Light(
            AMBER,
            _("Courriels abandonnés après plusieurs jours d’essais : %(count)s.") % {"count": state.dead},
            _("Une fois la cause réparée : « terreau outbox --revive »."),
        )
    bounced = Message.objects.filter(state=MessageState.BOUNCED, sent_at__gt=now - RECENT).count()
    if bounced:
        yield Light(
            AMBER,
            _("Courriels revenus en trente jours, l’adresse les a refusés : %(count)s.") % {"count": bounced},
            _("Demandez leur nouvelle adresse à ces personnes : le dossier dit lesquelles."),
        )


def _reminders() -> Iterator[Light]:
    state = backlog()
    if state.oldest_reminder and clock.now() - state.oldest_reminder > LATE:
        late = {"count": state.reminders_overdue}
        yield Light(RED, _("Rappels en retard : %(count)s.") % late, _("Vérifiez le travailleur."))
    else:
        yield Light(GREEN, _("Les rappels sont faits à l’heure."))


def _incoming() -> Iterator[Light]:
    if not settings.REPLY_ADDRESS:
        return
    last = last_received_at()
    if last is None or clock.now() - last > INBOUND_SILENCE:
        yield Light(
            AMBER,
            _("Aucun courriel n’est arrivé depuis deux jours."),
            _("Répondez à un courriel de la plateforme pour vérifier que les réponses arrivent."),
        )
    else:
        yield Light(GREEN, _("Les réponses par courriel arrivent."))
    kept = InboundMail.objects.filter(state=InboundState.KEPT).count()
    if kept:
        yield Light(AMBER, _("Courriers reçus à lire : %(count)s.") % {"count": kept})


def _minutes(age: dt.timedelta) -> int:
    return int(age.total_seconds() // 60)


def worst(found: list[Any]) -> str:
    """Return the colour of the whole."""
    colours = {one.colour for one in found}
    return next((colour for colour in (RED, AMBER) if colour in colours), GREEN)
