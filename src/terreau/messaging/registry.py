"""The composers of the mails, by event: filled through `mails.py`, read by the actions and the worker."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models

from terreau.kernel.refs import ref_of
from terreau.messaging.enums import MailChoice, Pace


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
    unsubscribe_url: str = ""  # stops these mails in one gesture, without an account
    answerable: bool = False  # an answer by mail is posted in a conversation: `reply_to` brings it there
    parts: Sequence["Mail"] = ()  # what a mail of the day brings


Compose = Callable[[Any, Any], Mail | None]


@dataclass(frozen=True)
class Composer:
    """One event: who composes its mail, what people call it, and what they may choose about it."""

    event: str
    compose: Compose
    label: Any = ""
    optional: bool = False
    to_author: bool = False
    pace: Pace = Pace.APART

    @property
    def usual(self) -> MailChoice:
        """How these mails are received by who has chosen nothing."""
        return MailChoice.DAILY if self.pace == Pace.DAILY else MailChoice.APART

    @property
    def choices(self) -> tuple[MailChoice, ...]:
        """Return the ways to receive these mails, the strictest first; one alone is no choice."""
        never = (MailChoice.NEVER,) if self.optional else ()
        daily = (MailChoice.DAILY,) if self.pace != Pace.APART else ()
        return (*never, *daily, MailChoice.APART)


REGISTRY: dict[str, Composer] = {}


def composer(
    event: str,
    *,
    label: Any = "",
    optional: bool = False,
    to_author: bool = False,
    pace: Pace = Pace.APART,
) -> Callable[[Compose], Compose]:
    """Register the composer of an event.

    `optional` mails can be refused by the people who get them; `pace` says whether they may wait for the mail
    of the day. What the law or the safety of an account asks for is neither: it leaves alone, at once. Nobody
    is told of what they did, unless the mail is `to_author` too: receipts, and questions put to every side.
    """

    def register(compose: Compose) -> Compose:
        REGISTRY[event] = Composer(event, compose, label, optional, to_author, pace)
        return compose

    return register


def open_to_choice() -> list[Composer]:
    """List the events about whose mails a person may choose something."""
    return [one for one in REGISTRY.values() if len(one.choices) > 1]


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


Owner = Callable[[Any], models.Model | None]
# Which organisation the mails about an object of a kind concern: a person may choose for all of them.
OWNERS: dict[str, Owner] = {}


def organisation_behind(*kinds: str) -> Callable[[Owner], Owner]:
    """Register the function `target -> organisation or None` of kinds of objects (`app.model`)."""

    def register(owner: Owner) -> Owner:
        OWNERS.update(dict.fromkeys(kinds, owner))
        return owner

    return register


def scope_of(target: models.Model) -> str:
    """Return the organisation that the mails about an object concern (`kind:key`), or an empty string."""
    owner = OWNERS.get(target._meta.label_lower)
    organisation = owner(target) if owner else None
    return scope_named(organisation) if organisation is not None else ""


def scope_named(organisation: models.Model) -> str:
    """Return how the choices about an organisation are stored."""
    ref = ref_of(organisation)
    return f"{ref.kind}:{ref.key}"
