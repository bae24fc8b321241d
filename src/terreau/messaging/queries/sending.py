"""What is waiting to leave, what is due, and who may read what."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models

from terreau.kernel import clock
from terreau.kernel.refs import ref_of
from terreau.messaging.enums import MessageState
from terreau.messaging.models import (
    Heartbeat,
    Message,
    Participant,
    Reminder,
    Thread,
    ThreadMessage,
)

# What waits for the mail of the day is late from that morning on.
WAITING_SINCE = models.Case(models.When(waits_for_digest=True, then="next_try_at"), default="created_at")


@dataclass(frozen=True)
class Backlog:
    """The state of the outbox and of the reminders."""

    waiting: int
    dead: int
    oldest_due: dt.datetime | None
    reminders_overdue: int
    oldest_reminder: dt.datetime | None


def backlog() -> Backlog:
    """Count what should have left by now."""
    now = clock.now()
    pending = Message.objects.filter(state=MessageState.PENDING)
    overdue = Reminder.objects.filter(sent_at=None, cancelled_at=None, due_at__lte=now)
    return Backlog(
        waiting=pending.count(),
        dead=Message.objects.filter(state=MessageState.DEAD).count(),
        oldest_due=pending.filter(next_try_at__lte=now).aggregate(at=models.Min(WAITING_SINCE))["at"],
        reminders_overdue=overdue.count(),
        oldest_reminder=overdue.aggregate(at=models.Min("due_at"))["at"],
    )


def last_heartbeat() -> dt.datetime | None:
    """Return the last sign of life of any worker."""
    return Heartbeat.objects.aggregate(at=models.Max("beat_at"))["at"]


def thread_of(target: models.Model) -> Thread | None:
    """Return the conversation about an object, when there is one."""
    ref = ref_of(target)
    return Thread.objects.filter(target_kind=ref.kind, target_key=ref.key).first()


def messages_in(thread: Thread, *, circles: Collection[str]) -> models.QuerySet[ThreadMessage]:
    """Return what the given circles may read of a conversation, oldest first."""
    return thread.messages.filter(circle__in=circles).order_by("at", "pk")


def participants_except(thread: Thread, *, by: Any) -> models.QuerySet[Participant]:
    """Return who takes part, but for the person who acts: nobody gets their own action."""
    present = thread.participants.filter(left_at=None).select_related("user").order_by("pk")
    key = getattr(by, "pk", None) or getattr(getattr(by, "user", None), "pk", None)
    return present.exclude(user_id=key) if key else present


def next_reminder(target: models.Model) -> Reminder | None:
    """Return the next pending reminder about an object (« prochain rappel le… »)."""
    ref = ref_of(target)
    pending = Reminder.objects.about(ref.kind, ref.key).filter(sent_at=None, cancelled_at=None)
    return pending.order_by("due_at").first()


def mails_about(target: models.Model) -> models.QuerySet[Message]:
    """Return the mails about an object, newest first."""
    ref = ref_of(target)
    return Message.objects.about(ref.kind, ref.key).order_by("-created_at", "-pk")
