"""Answers by mail: one address for each conversation, person and circle, and who posts what comes back.

    @replies.poster("accompaniment.referral")
    def to_referral(reply) -> replies.Posted: …

An address carries 160 bits and is stored as its SHA-256 only. It is derived from the secret key and a random
number of the participant: the same person is given the same address in every mail of the conversation, and a
copy of the database gives none. A poster calls one action; what it refuses is sent back in a sentence.
"""

import hmac
import re
from base64 import b32encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models

from terreau.kernel.refs import ref_of
from terreau.messaging import links
from terreau.messaging.inbound.reading import Attachment
from terreau.messaging.models import CapabilityLink, Message, Participant, Thread, ThreadMessage

PURPOSE = "thread.reply."


@dataclass(frozen=True)
class Reply:
    """What somebody answered by mail, in which conversation, and who may read it."""

    target: Any
    participant: Participant
    circle: str
    text: str
    files: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Posted:
    """The message as it stands in the conversation, and a sentence for each file that could not be kept."""

    message: ThreadMessage
    refused_files: Sequence[str] = ()
    note: str = ""  # what the answer did not do, when one may expect it


Post = Callable[[Reply], Posted]

REGISTRY: dict[str, Post] = {}


def poster(kind: str) -> Callable[[Post], Post]:
    """Register who posts the answers in the conversations about objects of a kind (`app.model`)."""

    def register(post: Post) -> Post:
        REGISTRY[kind] = post
        return post

    return register


def address_for(*, target: models.Model, message: Message, circle: str) -> str:
    """Return the address that answers a mail inside the conversation about an object; empty when none does.

    Called while a mail is composed, as `links.issue` is.
    """
    if not settings.REPLY_ADDRESS:
        return ""
    ref = ref_of(target)
    thread, _new = Thread.objects.get_or_create(target_kind=ref.kind, target_key=ref.key)
    reader = message.stand_in or message.user
    who = {"user": reader} if reader else {"user": None, "email": message.address.lower()}
    participant, _new = Participant.objects.get_or_create(thread=thread, **who)
    return address_of(participant, circle)


def address_of(participant: Participant, circle: str) -> str:
    """Return the address of a participant for a circle, the same each time it is asked."""
    token = _token(participant, circle)
    links.keep(token, purpose=PURPOSE + circle, target=participant, email=participant.email)
    local, _sign, domain = settings.REPLY_ADDRESS.partition("@")
    return f"{local}+{token}@{domain}"


def token_in(recipients: str) -> str:
    """Return the token of the first of our addresses among the recipients, or an empty string."""
    local, _sign, domain = settings.REPLY_ADDRESS.lower().partition("@")
    found = re.search(rf"{re.escape(local)}\+([a-z0-9]{{8,64}})@{re.escape(domain)}", recipients.lower())
    return found[1] if found and domain else ""


def open_address(token: str) -> tuple[Participant, str]:
    """Return the participant and the circle of an address; refuse one that is forged, revoked or left."""
    link = CapabilityLink.objects.filter(token_hash=links.imprint(token)).first()
    purpose = link.purpose if link and link.purpose.startswith(PURPOSE) else PURPOSE
    found = links.use(token, purpose)
    return found.target, purpose.removeprefix(PURPOSE)


def _token(participant: Participant, circle: str) -> str:
    text = f"reply address\n{participant.reply_nonce}\n{participant.pk}\n{circle}"
    return b32encode(hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256")[:20]).decode().lower()
