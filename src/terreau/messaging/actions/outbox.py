"""Putting mails in the outbox, and trying again those that were abandoned."""

from typing import Any

from django.db import models, transaction

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.refs import ref_of
from terreau.messaging.enums import MailChoice
from terreau.messaging.models import MESSAGE_WORKFLOW, Message
from terreau.messaging.mornings import next_morning
from terreau.messaging.queries.choosing import choice_for
from terreau.messaging.registry import is_to_author
from terreau.territories.calendar import default_calendar


@transaction.atomic
def post(
    *,
    event: str,
    to: Any,
    target: models.Model,
    by: Any = None,
    language: str | None = None,
    occasion: str = "",
) -> Message | None:
    """Put one mail in the outbox; saying the same thing twice to the same recipient changes nothing.

    `to` is a person or an address. Without `language`, a person gets their own, an address French. Nobody
    is told of what they did themselves (`by`), save for mails to their author: None is then returned.
    """
    user = to if isinstance(to, User) else None
    if by is not None and _is_own_action(event, to, by):
        return None
    ref = ref_of(target)
    message, _created = Message.objects.get_or_create(
        event=event,
        target_kind=ref.kind,
        target_key=ref.key,
        recipient=f"user:{user.pk}" if user else str(to).strip().lower(),
        occasion=occasion,
        defaults={
            "user": user,
            "actor": Actor.of(by).user if by is not None else None,
            "language": language or (user.language if user else "fr"),
            **_when(event, user, target),
        },
    )
    return message


def _when(event: str, user: User | None, target: models.Model) -> dict[str, Any]:
    """Say when the mail leaves: at once, or in the next mail of the day when its reader prefers."""
    now = clock.now()
    if user is None or choice_for(user, event, target) != MailChoice.DAILY:
        return {"next_try_at": now}
    return {"waits_for_digest": True, "next_try_at": next_morning(now, default_calendar())}


def _is_own_action(event: str, to: Any, by: Any) -> bool:
    """Say whether the mail would tell a person what they have just done."""
    if is_to_author(event):
        return False
    actor = Actor.of(by).user
    if actor is None:
        return False
    return to == actor or (isinstance(to, str) and to.strip().lower() == actor.email)


@transaction.atomic
def revive(*, message: Message) -> Message:
    """Put an abandoned mail back in the outbox, to be tried at once."""
    MESSAGE_WORKFLOW.advance(
        message, "revive", attempts=0, next_try_at=clock.now(), lease_until=None, last_error=""
    )
    return message
