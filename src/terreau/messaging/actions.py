"""The verbs of the messages: tell, remind, settle, talk, choose."""

import datetime as dt
from collections.abc import Collection, Iterable
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.refs import ref_of
from terreau.messaging.enums import Circle
from terreau.messaging.models import (
    MESSAGE_WORKFLOW,
    Message,
    Participant,
    Preference,
    Reminder,
    Thread,
    ThreadMessage,
)
from terreau.messaging.registry import is_optional
from terreau.messaging.signals import thread_message_posted

MAX_BODY = 20_000


@transaction.atomic
def post(
    *, event: str, to: Any, target: models.Model, language: str | None = None, occasion: str = ""
) -> Message:
    """Put one mail in the outbox; saying the same thing twice to the same recipient changes nothing.

    `to` is a person or an address. Without `language`, a person gets their own, an address French.
    """
    user = to if isinstance(to, get_user_model()) else None
    ref = ref_of(target)
    message, _created = Message.objects.get_or_create(
        event=event,
        target_kind=ref.kind,
        target_key=ref.key,
        recipient=f"user:{user.pk}" if user else str(to).strip().lower(),
        occasion=occasion,
        defaults={"user": user, "language": language or (user.language if user else "fr")},
    )
    return message


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


@transaction.atomic
def open_thread(*, target: models.Model, participants: Iterable[Any] = ()) -> Thread:
    """Open the conversation about an object, or return it; newcomers join it."""
    ref = ref_of(target)
    thread, _created = Thread.objects.get_or_create(target_kind=ref.kind, target_key=ref.key)
    for someone in participants:
        if isinstance(someone, get_user_model()):
            Participant.objects.get_or_create(thread=thread, user=someone)
        else:
            Participant.objects.get_or_create(thread=thread, user=None, email=str(someone).strip().lower())
    return thread


@transaction.atomic
def say(*, thread: Thread, body: str, by: Any, circle: str = Circle.EVERYONE) -> ThreadMessage:
    """Add a message to a conversation.

    The app that owns the conversation writes the journal and tells the others: it knows the
    organisation, the project, and who may read.
    """
    text = body.strip()
    if not text:
        raise RuleBroken(_("Écrivez un message avant de l’envoyer."), field="body")
    if len(text) > MAX_BODY:
        raise RuleBroken(
            _("Ce message est trop long : gardez l’essentiel, ou joignez un document."), field="body"
        )
    actor = Actor.of(by)
    message = ThreadMessage.objects.create(
        thread=thread, author=actor.user, author_label=actor.label[:200], body=text, circle=circle
    )
    transaction.on_commit(partial(thread_message_posted.send, sender=ThreadMessage, message=message))
    return message


@transaction.atomic
def refuse_mails(*, user: Any, event: str) -> None:
    """Note that a person does not want the mails of an event; those of a procedure cannot be refused."""
    if not is_optional(event):
        raise RuleBroken(
            _("Ce courriel fait partie d’une démarche en cours : vous le recevrez tant qu’elle dure.")
        )
    Preference.objects.get_or_create(user=user, event=event)


@transaction.atomic
def choose_mails(*, user: Any, wanted: Collection[str], among: Collection[str]) -> None:
    """Note which of the optional mails a person wants."""
    Preference.objects.filter(user=user, event__in=wanted).delete()
    for event in among:
        if event not in wanted:
            refuse_mails(user=user, event=event)


@transaction.atomic
def revive(*, message: Message) -> Message:
    """Put an abandoned mail back in the outbox, to be tried at once."""
    MESSAGE_WORKFLOW.advance(
        message, "revive", attempts=0, next_try_at=clock.now(), lease_until=None, last_error=""
    )
    return message
