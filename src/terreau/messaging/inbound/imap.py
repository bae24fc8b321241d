"""Reading a mailbox over IMAP: each new mail is received, then marked as seen. Nothing is deleted there."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings

from terreau.messaging.actions import receive
from terreau.messaging.enums import InboundSource
from terreau.messaging.inbound.reading import CUT_MARK, MAX_BYTES

TIMEOUT = 20  # seconds
MOST = 100  # mails in one visit


class MailboxRefused(OSError):
    """The mailbox answered, and not as it should."""


def fetch() -> int:
    """Receive what is new in the mailbox; return how many mails.

    Killed between a mail and its mark, the next visit brings it again: it is known by its Message-ID.
    Raises `OSError` or `imaplib.IMAP4.error` when the mailbox cannot be read.
    """
    with _opened() as box:
        _ok(box.select(f'"{settings.IMAP["folder"]}"'))
        found = _ok(box.uid("SEARCH", "UNSEEN"))[0] or b""
        numbers = found.split()[:MOST]
        for number in numbers:
            receive(raw=_message(box, number.decode()), source=InboundSource.IMAP)
            _ok(box.uid("STORE", number.decode(), "+FLAGS", r"(\Seen)"))
    return len(numbers)


@contextmanager
def _opened() -> Iterator[imaplib.IMAP4]:
    where = settings.IMAP
    if where["tls"]:
        context = ssl.create_default_context()
        box: imaplib.IMAP4 = imaplib.IMAP4_SSL(
            where["host"], where["port"], ssl_context=context, timeout=TIMEOUT
        )
    else:
        box = imaplib.IMAP4(where["host"], where["port"], timeout=TIMEOUT)
    try:
        box.login(where["user"], where["password"])
        yield box
    finally:
        try:
            box.logout()
        except (OSError, imaplib.IMAP4.error):
            box.shutdown()


def _message(box: imaplib.IMAP4, number: str) -> bytes:
    """Return a mail, or its head alone when it is too big to be brought: it stays whole in the mailbox."""
    told = b" ".join(
        part for part in _ok(box.uid("FETCH", number, "(RFC822.SIZE)")) if isinstance(part, bytes)
    )
    size = re.search(rb"RFC822\.SIZE (\d+)", told)
    whole = size is not None and int(size[1]) <= MAX_BYTES
    what = "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])"
    parts = [part[1] for part in _ok(box.uid("FETCH", number, what)) if isinstance(part, tuple)]
    if not parts:
        raise MailboxRefused(number)
    return parts[0] if whole else CUT_MARK + parts[0]


def _ok(answer: tuple[str, list]) -> list:
    if answer[0] != "OK":
        raise MailboxRefused(answer[0])
    return answer[1]
