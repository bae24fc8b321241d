"""The mail of the day: what can wait, for one person in all their roles, at most once a day.

A mail that can wait is due on the morning of a business day. It is then given to the mail of the day of its
reader, which composes each at the moment it leaves: the moot ones are cancelled, those that cannot be
composed are taken out and tried alone. All are marked with the mail that brought them, in one transaction.
"""

import logging
from collections.abc import Callable
from dataclasses import replace

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.refs import ref_of
from terreau.kernel.typography import date_in_words
from terreau.messaging.enums import MessageState
from terreau.messaging.mails import Mail
from terreau.messaging.models import DIGEST, MESSAGE_WORKFLOW, Message
from terreau.messaging.models.outbox import AWAY
from terreau.messaging.mornings import midnight, next_morning
from terreau.messaging.worker.standing_in import back_at, is_away, stand_in_for
from terreau.territories.calendar import default_calendar

log = logging.getLogger("terreau.outbox")

SHOWN_WHOLE = 30  # beyond, after a long silence, each is a line and its link


def gather() -> None:
    """Give each mail whose morning has come to the mail of the day of whoever reads it."""
    due = Message.objects.filter(
        state=MessageState.PENDING, waits_for_digest=True, next_try_at__lte=clock.now()
    ).exclude(digest__state=MessageState.PENDING)
    for message in due.select_related("user", "stand_in").order_by("pk"):
        _give(message)


def _give(message: Message) -> None:
    pending = Message.objects.filter(pk=message.pk, state=MessageState.PENDING)
    reader = stand_in_for(message) if is_away(message) else message.user
    if message.user is None or (reader is not None and not reader.is_active):
        pending.update(waits_for_digest=False)  # nobody is there any more: alone, it is found to be moot
        return
    if reader is None:
        pending.update(next_try_at=back_at(message), last_error=AWAY, digest=None)
        return
    digest = _digest_of(reader)
    if digest is None:
        pending.update(next_try_at=next_morning(clock.now(), default_calendar()), digest=None)
        return
    pending.update(digest=digest, stand_in=None if reader == message.user else reader, last_error="")


def _digest_of(reader: User) -> Message | None:
    """Return the mail of the day that a reader will get, or None when today's has left."""
    theirs = Message.objects.filter(event=DIGEST, user=reader)
    waiting = theirs.filter(state=MessageState.PENDING).first()
    if waiting is not None:
        return waiting
    if theirs.filter(sent_at__gte=midnight(clock.now())).exists():
        return None
    ref = ref_of(reader)
    # The day in the occasion: two workers make one mail.
    digest, _created = Message.objects.get_or_create(
        event=DIGEST,
        target_kind=ref.kind,
        target_key=ref.key,
        recipient=f"user:{reader.pk}",
        occasion=clock.today().isoformat(),
        defaults={"user": reader, "language": reader.language, "next_try_at": clock.now()},
    )
    return digest if digest.state == MessageState.PENDING else None


def parts_of(digest: Message) -> QuerySet[Message]:
    """Return what a mail of the day is to bring, the oldest first."""
    waiting = Message.objects.filter(digest=digest, state=MessageState.PENDING)
    return waiting.select_related("user", "stand_in").order_by("created_at", "pk")


def compose_parts(digest: Message, compose: Callable[[Message], Mail | None]) -> list[tuple[Message, Mail]]:
    """Compose what a mail of the day brings; what became moot is cancelled, what fails leaves it."""
    found = []
    for part in parts_of(digest):
        try:
            with transaction.atomic():
                mail = compose(part)
        except OperationalError:
            raise
        except Exception:
            log.exception("mail could not be composed", extra={"event": part.event, "mail": part.pk})
            Message.objects.filter(pk=part.pk).update(waits_for_digest=False, digest=None)  # tried alone
            continue
        if mail is None:
            MESSAGE_WORKFLOW.advance(part, "cancel")
        else:
            found.append((part, mail))
    return found


def digest_mail(mails: list[Mail]) -> Mail:
    """Return the one mail that brings the others."""
    day = date_in_words(clock.today(), weekday=True)
    url = settings.BASE_URL + reverse("messaging:preferences")
    subject = mails[0].subject
    if len(mails) > 1:
        subject = _("Vos %(n)s nouvelles du %(date)s") % {"n": len(mails), "date": day}
    return Mail(
        subject=subject,
        title=_("Vos nouvelles du %(date)s") % {"date": day},
        paragraphs=[],
        parts=[
            mail if number < SHOWN_WHOLE else replace(mail, paragraphs=[])
            for number, mail in enumerate(mails)
        ],
        footer=_("Ce courriel réunit ce qui peut attendre, une fois par jour au plus. Vos choix : %(url)s")
        % {"url": url},
    )
