"""What came in by mail, and who may write by which address."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.db import models

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.messaging.enums import InboundState
from terreau.messaging.models import InboundMail, Message, Participant, Thread

HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
SHORT = 25  # characters: people do write « Merci. » twice


def may_write_as(participant: Participant, sender: str) -> bool:
    """Say whether a mail from this address is the participant's.

    A person writes from an address that is known as theirs: the mail may have been passed on to somebody
    else. Behind the shared box of a team, anybody of it answers, from their own address.
    """
    if participant.user is None:
        return True
    if sender == participant.user.email:
        return True
    return EmailAddress.objects.filter(user=participant.user, email__iexact=sender, verified=True).exists()


def is_known_sender(sender: str) -> bool:
    """Say whether somebody of the platform uses this address: an explanation is not sent to strangers."""
    return (
        User.objects.filter(email=sender, is_active=True).exists()
        or Participant.objects.filter(email=sender).exists()
    )


def was_just_said(thread: Thread, text: str, sender: str) -> bool:
    """Say whether an address posts the very words it posted within a day, as answering machines do."""
    if len(text) < SHORT:
        return False
    recent = InboundMail.objects.filter(sender=sender, received_at__gt=clock.now() - DAY)
    return recent.filter(said__thread=thread, said__body=text).exists()


def answers_within(period: dt.timedelta, sender: str, thread: int) -> int:
    """Count what an address has lately posted in a conversation."""
    recent = InboundMail.objects.filter(sender=sender, received_at__gt=clock.now() - period)
    return recent.filter(state=InboundState.POSTED, said__thread=thread).count()


def mails_sent_back_today(sender: str) -> int:
    """Count the explanations sent to an address within a day."""
    recent = InboundMail.objects.filter(sender=sender, received_at__gt=clock.now() - DAY)
    return recent.filter(state=InboundState.REFUSED).count()


def brought_in_the_last_minute(source: str) -> int:
    """Count what came by one door within a minute."""
    since = clock.now() - dt.timedelta(minutes=1)
    return InboundMail.objects.filter(source=source, received_at__gt=since).count()


def last_received_at() -> dt.datetime | None:
    """Return when the last mail came in."""
    return InboundMail.objects.aggregate(at=models.Max("received_at"))["at"]


def mails_for_the_town() -> models.QuerySet[InboundMail]:
    """Return what waits for somebody of the town, oldest first, without the raw messages."""
    waiting = InboundMail.objects.filter(state__in=[InboundState.KEPT, InboundState.REFUSED])
    return waiting.defer("raw").order_by("received_at", "pk")


def left_to_sort(older_than: dt.timedelta) -> models.QuerySet[InboundMail]:
    """Return what came in and was not dealt with, by the process that should have."""
    before = clock.now() - older_than
    return InboundMail.objects.filter(state=InboundState.RECEIVED, received_at__lt=before).order_by("pk")


def sent_message(pk: int) -> Message | None:
    """Return a message of the outbox by its number."""
    return Message.objects.filter(pk=pk).first()
