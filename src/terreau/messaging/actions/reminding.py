"""Planning reminders, moving them, and settling them."""

import datetime as dt
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
    ref = ref_of(target)
    due_at = due if isinstance(due, dt.datetime) else dt.datetime.combine(due, dt.time(9), tzinfo=clock.PARIS)
    reminder, created = Reminder.objects.get_or_create(
        target_kind=ref.kind,
        target_key=ref.key,
        kind=kind,
        sent_at=None,
        cancelled_at=None,
        defaults={"due_at": due_at, "actor_label": Actor.of(by).label[:200] if by else ""},
    )
    if not created and reminder.due_at != due_at:
        Reminder.objects.filter(pk=reminder.pk, sent_at=None).update(
            due_at=due_at, lease_until=None, attempts=0, last_error=""
        )
        reminder.due_at = due_at
    return reminder


@transaction.atomic
def settle(*, target: models.Model, kind: str | None = None) -> int:
    """Cancel the pending reminders about an object, of one kind or of all; return how many."""
    ref = ref_of(target)
    pending = Reminder.objects.about(ref.kind, ref.key).filter(sent_at=None, cancelled_at=None)
    if kind is not None:
        pending = pending.filter(kind=kind)
    return pending.update(cancelled_at=clock.now())
