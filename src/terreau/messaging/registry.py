"""The composers of the mails, by event: filled through `mails.py`, read by the actions and the worker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mail:
    """What a mail says: one subject, a few paragraphs, one action."""

    subject: str
    title: str
    paragraphs: Sequence[str]
    action_label: str = ""
    action_url: str = ""
    reply_to: str | None = None
    footer: str = ""
    answerable: bool = False  # an answer by mail is posted in a conversation: `reply_to` brings it there


Compose = Callable[[Any, Any], Mail | None]


@dataclass(frozen=True)
class Composer:
    """One event: who composes its mail, what people call it, and whether they may refuse it."""

    event: str
    compose: Compose
    label: Any = ""
    optional: bool = False
    to_author: bool = False


REGISTRY: dict[str, Composer] = {}


def composer(
    event: str, *, label: Any = "", optional: bool = False, to_author: bool = False
) -> Callable[[Compose], Compose]:
    """Register the composer of an event.

    `optional` mails can be refused by the people who get them. Nobody is told of what they did, unless the
    mail is `to_author` too: receipts, and questions put to every side.
    """

    def register(compose: Compose) -> Compose:
        REGISTRY[event] = Composer(event, compose, label, optional, to_author)
        return compose

    return register


def optional_choices() -> list[tuple[str, Any]]:
    """List the events whose mails may be refused, with what people call them."""
    return [(one.event, one.label) for one in REGISTRY.values() if one.optional]


def is_optional(event: str) -> bool:
    """Say whether the mails of an event may be refused; those of a procedure may not."""
    return event in REGISTRY and REGISTRY[event].optional


def is_to_author(event: str) -> bool:
    """Say whether the mails of an event also go to the person who did what they tell."""
    return event in REGISTRY and REGISTRY[event].to_author


Reads = Callable[[Any, Any, Any], bool]
# Whether a stand-in may be given the mails of an absent person about an object of a kind.
READERS: dict[str, Reads] = {}


def reader_of(kind: str) -> Callable[[Reads], Reads]:
    """Register the predicate `(stand_in, target, absent)` of a kind of objects (`app.model`)."""

    def register(reads: Reads) -> Reads:
        READERS[kind] = reads
        return reads

    return register
