"""Opening conversations and speaking in them."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models, transaction
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.refs import ref_of
from terreau.messaging import links
from terreau.messaging.enums import Circle
from terreau.messaging.models import Participant, Thread, ThreadMessage
from terreau.messaging.models.outbox import new_nonce
from terreau.messaging.signals import thread_message_posted

MAX_BODY = 20_000
SECOND_CLICK = dt.timedelta(minutes=1)


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
def just_said(*, thread: Thread, body: str, by: Any, circle: str = Circle.EVERYONE) -> ThreadMessage | None:
    """Return the same words said by the same person a moment ago: a second click says nothing more.

    The conversation is held until the end of the transaction: of two clicks at once, one comes first.
    """
    Thread.objects.select_for_update(of=("self",)).get(pk=thread.pk)
    actor = Actor.of(by)
    theirs = thread.messages.filter(author=actor.user, author_label=actor.label[:200], circle=circle)
    return theirs.filter(body=body.strip(), at__gt=clock.now() - SECOND_CLICK).order_by("pk").first()


@transaction.atomic
def close_addresses(*, target: models.Model) -> int:
    """Revoke the addresses by which people answer in the conversation about an object; return how many.

    Who is written to again is given another address.
    """
    ref = ref_of(target)
    revoked = 0
    for one in Participant.objects.filter(thread__target_kind=ref.kind, thread__target_key=ref.key):
        revoked += links.revoke(target=one)
        one.reply_nonce = new_nonce()
        one.save(update_fields=["reply_nonce"])
    return revoked
