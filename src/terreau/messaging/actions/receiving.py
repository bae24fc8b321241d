"""What becomes of a mail that comes in: posted, sent back with a reason, or kept for the town."""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import F
from django.utils import translation

from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken, TransitionRefused
from terreau.messaging import replies
from terreau.messaging.actions.outbox import post
from terreau.messaging.enums import InboundReason, InboundState, MessageState
from terreau.messaging.errors import LinkRefused, NotPosted
from terreau.messaging.inbound import automatic, quotes, reading
from terreau.messaging.inbound.sealed import seal, unseal
from terreau.messaging.models import INBOUND_WORKFLOW, MESSAGE_WORKFLOW, InboundMail, Message, Participant
from terreau.messaging.queries.inbound import (
    DAY,
    HOUR,
    answers_within,
    is_known_sender,
    mails_sent_back_today,
    may_write_as,
    was_just_said,
)

log = logging.getLogger("terreau.inbound")

Reason = InboundReason
# Answers by one address in one conversation: more is a machine that does not say so.
MOST_AN_HOUR = 10
MOST_A_DAY = 30
MOST_SENT_BACK = 5  # explanations to one address in a day
MAX_ATTEMPTS = 5


def receive(*, raw: bytes, source: str, recipient: str = "") -> InboundMail:
    """Keep a mail as it came, once, then deal with it; `recipient` is the envelope's when it is known.

    Raises nothing because of what the mail holds. A database that is away raises its own error: whoever
    brings the mail brings it again.
    """
    raw = reading.with_envelope(raw, recipient)
    incoming = reading.read(raw)
    token = replies.token_in(incoming.recipients)
    with transaction.atomic():
        mail, created = InboundMail.objects.get_or_create(
            fingerprint=reading.imprint(incoming, raw, token),
            defaults={
                "source": source,
                "sender": incoming.sender,
                "subject": incoming.subject,
                "raw": seal(raw),
                "size": len(raw),
            },
        )
    if created:
        sort(mail=mail)
    return mail


def sort(*, mail: InboundMail) -> InboundMail:
    """Post a mail that is kept, send it back, or leave it to the town. What fails is tried again."""
    try:
        with transaction.atomic():
            _sort(mail)
    except OperationalError:
        raise
    except Exception as error:
        log.exception(
            "mail could not be dealt with", extra={"inbound": mail.pk, "error": type(error).__name__}
        )
        InboundMail.objects.filter(pk=mail.pk).update(attempts=F("attempts") + 1)
        mail.refresh_from_db()
        if mail.attempts >= MAX_ATTEMPTS:
            INBOUND_WORKFLOW.advance(mail, "keep", reason=Reason.FAILED)
    return mail


def _sort(mail: InboundMail) -> None:
    raw = unseal(mail.raw)
    incoming = reading.read(raw)
    if not incoming.is_readable:
        INBOUND_WORKFLOW.advance(mail, "keep", reason=Reason.UNREADABLE)
        return
    kind = automatic.kind_of(incoming)
    if kind:
        _note_refusal(raw)
        reason = Reason.REPORT if kind == automatic.REPORT else Reason.AUTOMATIC
        INBOUND_WORKFLOW.advance(mail, "ignore", reason=reason)
        return
    participant = None
    try:
        participant, circle = _opened(incoming.recipients)
        _post(mail, incoming, participant, circle)
    except NotPosted as refusal:
        _send_back(mail, refusal, participant)


def _opened(recipients: str) -> tuple[Participant, str]:
    token = replies.token_in(recipients)
    if not token:
        raise NotPosted(Reason.NO_ADDRESS)
    try:
        return replies.open_address(token)
    except LinkRefused as refusal:
        raise NotPosted(Reason.BAD_ADDRESS) from refusal


def _post(mail: InboundMail, incoming: reading.Incoming, participant: Participant, circle: str) -> None:
    """Post the answer; raise `NotPosted` with the reason when it cannot be."""
    if not may_write_as(participant, incoming.sender):
        raise NotPosted(Reason.OTHER_SENDER)
    _refuse_too_many(mail.sender, participant.thread_id)
    if "x-terreau-cut" in incoming.headers:
        raise NotPosted(Reason.TOO_BIG)
    text = quotes.strip(incoming.text)
    if not text and not incoming.attachments:
        raise NotPosted(Reason.EMPTY)
    thread = participant.thread
    if was_just_said(thread, text, mail.sender):
        INBOUND_WORKFLOW.advance(mail, "ignore", reason=Reason.AUTOMATIC)
        return
    posting = replies.REGISTRY.get(thread.target_kind)
    if posting is None or thread.target is None:
        raise NotPosted(Reason.BAD_ADDRESS)
    reply = replies.Reply(thread.target, participant, circle, text, incoming.attachments)
    try:
        with transaction.atomic(), translation.override(_language(participant)):
            posted = posting(reply)
    except RuleBroken as refusal:
        raise NotPosted(Reason.RULE, str(refusal)) from refusal
    remarks = [*posted.refused_files, posted.note]
    explanation = "\n".join(filter(None, remarks))
    INBOUND_WORKFLOW.advance(mail, "post", said=posted.message, explanation=explanation)
    if explanation:
        _tell_sender("reply.posted", mail, participant)


def _refuse_too_many(sender: str, thread: int) -> None:
    limits = ((HOUR, MOST_AN_HOUR), (DAY, MOST_A_DAY))
    if any(answers_within(period, sender, thread) >= most for period, most in limits):
        raise NotPosted(Reason.TOO_MANY)


def _send_back(mail: InboundMail, refusal: NotPosted, participant: Participant | None) -> None:
    """Send the reason to a sender we know, and who is not a machine; otherwise leave the mail to the town."""
    known = participant is not None or is_known_sender(mail.sender)
    if not mail.sender or not known or mails_sent_back_today(mail.sender) >= MOST_SENT_BACK:
        INBOUND_WORKFLOW.advance(mail, "keep", reason=refusal.reason, explanation=refusal.sentence)
        return
    INBOUND_WORKFLOW.advance(mail, "refuse", reason=refusal.reason, explanation=refusal.sentence)
    _tell_sender("reply.refused", mail, participant)


def _tell_sender(event: str, mail: InboundMail, participant: Participant | None) -> None:
    user = participant.user if participant else None
    own = user if user and user.email == mail.sender else None
    post(event=event, to=own or mail.sender, target=mail, language=_language(participant))


def _language(participant: Participant | None) -> str:
    return participant.user.language if participant and participant.user else "fr"


def _note_refusal(raw: bytes) -> None:
    found = automatic.refused_message(raw)
    if found is not None:
        message = Message.objects.filter(pk=found[0]).first()
        if message is not None and message.imprint == found[1]:
            bury_mail(message=message)


@transaction.atomic
def bury_mail(*, message: Message) -> Message:
    """Note that a mail which had left came back: nobody receives anything at that address."""
    if message.state == MessageState.SENT:
        MESSAGE_WORKFLOW.advance(message, "bounce", last_error="refused after it left")
    return message


@transaction.atomic
def take_in_hand(*, mail: InboundMail, by: Any) -> InboundMail:
    """Say that the town dealt with a mail that could not be posted."""
    try:
        INBOUND_WORKFLOW.advance(mail, "handle")
    except TransitionRefused:
        if mail.state != InboundState.HANDLED:
            raise
        return mail
    journal.write(verb="mail.handled", target=mail, by=by)
    return mail


@transaction.atomic
def forget_old_mails() -> int:
    """Erase the mails that came in longer ago than they are kept; return how many."""
    limit = clock.now() - dt.timedelta(days=settings.INBOUND_DAYS)
    return InboundMail.objects.filter(received_at__lt=limit).delete()[0]
