"""Planning reminders, moving them, and settling them."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models, transaction

from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.refs import ref_of
from terreau.messaging.models import Reminder


@transaction.atomic
def remind(*, target: models.Model, kind: str, due: dt.date, by: Any = None) -> Reminder:
    """Plan a reminder; when one of this kind is pending, move it to the new date.

    A date means nine in the morning in Paris.
    """
    ref, due_at = ref_of(target), _moment(due)
    reminder, created = Reminder.objects.get_or_create(
        target_kind=ref.kind,
        target_key=ref.key,
        kind=kind,
        sent_at=None,
        cancelled_at=None,
        defaults={"due_at": due_at, "actor_label": Actor.of(by).label[:200] if by else ""},
    )
    if not created:
        _move(reminder, due_at)
    return reminder


@transaction.atomic
def reschedule(*, target: models.Model, dates: Mapping[str, dt.date]) -> int:
    """Move the pending reminders about an object to other dates, by kind; return how many moved.

    What is not planned, or was done, stays so.
    """
    ref = ref_of(target)
    pending = Reminder.objects.about(ref.kind, ref.key).filter(
        kind__in=list(dates), sent_at=None, cancelled_at=None
    )
    return sum(_move(reminder, _moment(dates[reminder.kind])) for reminder in pending)


@transaction.atomic
def settle(*, target: models.Model, kind: str | None = None) -> int:
    """Cancel the pending reminders about an object, of one kind or of all; return how many."""
    ref = ref_of(target)
    pending = Reminder.objects.about(ref.kind, ref.key).filter(sent_at=None, cancelled_at=None)
    if kind is not None:
        pending = pending.filter(kind=kind)
    return pending.update(cancelled_at=clock.now())


def _move(reminder: Reminder, due_at: dt.datetime) -> bool:
    if reminder.due_at == due_at:
        return False
    Reminder.objects.filter(pk=reminder.pk, sent_at=None).update(
        due_at=due_at, lease_until=None, attempts=0, last_error=""
    )
    reminder.due_at = due_at
    return True


def _moment(due: dt.date) -> dt.datetime:
    return due if isinstance(due, dt.datetime) else dt.datetime.combine(due, dt.time(9), tzinfo=clock.PARIS)
