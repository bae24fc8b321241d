"""Sending the outbox: take one message, compose it, hand it over, mark it; then the next.

Killed before the hand-over, the message waits for its lease to expire and leaves then. Killed between
the hand-over and the mark, it leaves once more with the same Message-ID and the same links. When the
mail server cannot be reached, no message is taken and no attempt is counted.
"""

import datetime as dt
import logging
import smtplib
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any

from django.core import mail
from django.db import OperationalError, transaction
from django.db.models import F

from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging import copies
from terreau.messaging.enums import MessageState
from terreau.messaging.models import DIGEST, MESSAGE_WORKFLOW, Message
from terreau.messaging.models.outbox import AWAY
from terreau.messaging.worker.claims import claim, lease_end, name_of
from terreau.messaging.worker.digests import gather, parts_of
from terreau.messaging.worker.rendering import Outgoing, render
from terreau.messaging.worker.standing_in import back_at, is_away, stand_in_for

log = logging.getLogger("terreau.outbox")

FIRST_WAIT = dt.timedelta(seconds=30)
LONGEST_WAIT = dt.timedelta(hours=6)
MAX_ATTEMPTS = 20  # about three days


class Unreachable(Exception):
    """The mail server does not answer."""


def wait_after(attempts: int) -> dt.timedelta:
    """Return how long to wait after so many failures: doubled each time, bounded."""
    return min(FIRST_WAIT * 2 ** max(attempts - 1, 0), LONGEST_WAIT)


def send_due(*, limit: int = 100, stopping: Callable[[], bool] = lambda: False) -> int:
    """Send the messages whose time has come; return how many were dealt with.

    Raises `Unreachable` when the mail server cannot be reached.
    """
    gather()
    due = _due()
    if not due.exists():
        return 0
    connection = _open()
    done = 0
    try:
        while done < limit and not stopping():
            message = claim(due.all(), until=lease_end())
            if message is None:
                break
            done += 1
            if not _deal_with(message, connection):
                connection.close()
                connection = _open()
    finally:
        _close(connection)
    return done


def _due() -> Any:
    ready = Message.objects.filter(
        state=MessageState.PENDING, waits_for_digest=False, next_try_at__lte=clock.now()
    )
    return ready.order_by("next_try_at", "pk")


def _open() -> Any:
    connection = mail.get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(name_of(error)) from error
    return connection


def _close(connection: Any) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException) as error:
        log.info("mail connection ended badly", extra={"error": name_of(error)})


def _deal_with(message: Message, connection: Any) -> bool:
    """Send, cancel or put back one message; return False when the connection must be opened again."""
    if not _choose_reader(message):
        return True
    try:
        with transaction.atomic():
            composed = render(message, connection)
    except OperationalError:
        raise
    except Exception as error:
        log.exception("mail could not be composed", extra={"event": message.event, "mail": message.pk})
        _put_back(message, error)
        return True
    if composed is None:
        _store([message], partial(_advance, message, "cancel"))
        return True
    try:
        composed.send()
    except Exception as error:  # noqa: BLE001 - each provider raises its own errors
        log.warning("mail was not accepted", extra={"mail": message.pk, "error": name_of(error)})
        _put_back(message, error)
        return False
    brought = [part for part, _mail in composed.brings]
    _store([message, *brought], partial(_note_sent, message, composed))
    return True


def _choose_reader(message: Message) -> bool:
    """Give the mail of somebody who is away to their stand-in; without one it waits for their return."""
    if message.user is None or message.event == DIGEST:  # readers are chosen when mails are gathered
        return True
    reader = stand_in_for(message) if is_away(message) else message.user
    pending = Message.objects.filter(pk=message.pk, state=MessageState.PENDING)
    if reader is None:
        # No attempt was made: the mail is not older for having waited.
        pending.update(
            next_try_at=back_at(message), lease_until=None, attempts=F("attempts") - 1, last_error=AWAY
        )
        return False
    chosen = None if reader == message.user else reader
    if message.stand_in != chosen:
        pending.update(stand_in=chosen)
        message.stand_in = chosen
    return True


def _put_back(message: Message, error: Exception) -> None:
    if message.attempts >= MAX_ATTEMPTS or _is_final(error):
        parts = list(parts_of(message))
        _store([message, *parts], partial(_note_abandoned, message, parts, name_of(error)))
        log.error("mail abandoned", extra={"mail": message.pk, "event": message.event})
        return
    Message.objects.filter(pk=message.pk, state=MessageState.PENDING).update(
        next_try_at=clock.now() + wait_after(message.attempts), lease_until=None, last_error=name_of(error)
    )


def _is_final(error: Exception) -> bool:
    """Say whether the server refused this recipient for good (5xx), whom no other attempt will reach."""
    if not isinstance(error, smtplib.SMTPRecipientsRefused):
        return False
    return all(code >= 500 for code, _text in error.recipients.values())


def _note_sent(message: Message, composed: Outgoing) -> None:
    """Mark a mail and those it brought, and keep what each said."""
    now = clock.now()
    if message.event != DIGEST:
        copies.keep(message, composed.letter)
    _advance(message, "send", sent_at=now, subject=composed.subject_kept, last_error="")
    for part, alone in composed.brings:
        with suppress(RuleBroken):  # cancelled since: the others are marked all the same
            _advance(part, "send", sent_at=now, subject=alone.subject_kept, last_error="")
            copies.keep(part, alone.letter)


def _note_abandoned(message: Message, parts: Sequence[Message], error: str) -> None:
    for one in (message, *parts):
        _advance(one, "bury", last_error=error)


def _advance(message: Message, verb: str, **facts: Any) -> None:
    MESSAGE_WORKFLOW.advance(message, verb, lease_until=None, **facts)


def _store(messages: Sequence[Message], step: Callable[[], None]) -> None:
    """Store what became of messages; the mail may have left, so a busy database is asked again."""
    for pause in (0.5, 2, 5, None):
        try:
            with transaction.atomic():
                step()
        except RuleBroken:
            log.warning("message was dealt with by another worker", extra={"mail": messages[0].pk})
        except OperationalError:
            if pause is None:
                raise
            time.sleep(pause)
            for message in messages:  # what the attempt changed was undone
                message.refresh_from_db(fields=["state"])
            continue
        return
