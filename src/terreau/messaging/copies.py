"""What a mail said when it left: kept encrypted, its links and codes hidden, until its file is erased."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db.models import QuerySet

from terreau.messaging.inbound.sealed import seal, unseal
from terreau.messaging.models import Message, SentCopy

HIDDEN = "•••"


@dataclass(frozen=True)
class Letter:
    """A mail as it was sent, but for what only its reader may hold."""

    to: str
    reply_to: str
    text: str
    html: str


def hide(text: str, secrets: Iterable[str]) -> str:
    """Return the text without the personal links and codes that it holds."""
    for secret in secrets:
        text = text.replace(secret, HIDDEN)
    return text


def keep(message: Message, letter: Letter) -> None:
    """Keep what a message said."""
    content = seal(json.dumps(asdict(letter)).encode())
    SentCopy.objects.update_or_create(message=message, defaults={"content": content})


def letter_of(message: Message) -> Letter | None:
    """Return what a message said; None when it has not left, was erased or cannot be read any more."""
    copy = SentCopy.objects.filter(message=message).first()
    content = unseal(copy.content) if copy else b""
    return Letter(**json.loads(content)) if content else None


def forget(messages: QuerySet[Message]) -> None:
    """Erase what messages said; that they left, when and to whom stays."""
    SentCopy.objects.filter(message__in=messages).delete()
    messages.update(subject="")
