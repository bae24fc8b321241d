"""Capability links: issued when a mail is composed, opened by a view, acted on by POST.

A token carries 256 bits and is stored as its SHA-256 only. Inside the outbox a token is derived from the
secret key and the message's own random nonce: a mail sent again after a crash carries the same links.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.refs import ref_of
from terreau.messaging.errors import LinkRefused
from terreau.messaging.models import CapabilityLink

_message_nonce: ContextVar[str] = ContextVar("message_nonce", default="")
_secrets: ContextVar[list[str] | None] = ContextVar("secrets", default=None)


@contextmanager
def reproducible(nonce: str) -> Iterator[None]:
    """Issue the same tokens each time the message with this nonce is composed."""
    mark = _message_nonce.set(nonce)
    try:
        yield
    finally:
        _message_nonce.reset(mark)


@contextmanager
def noted() -> Iterator[list[str]]:
    """Note the secrets put into a mail while it is composed: the copy that is kept hides them."""
    found: list[str] = []
    mark = _secrets.set(found)
    try:
        yield found
    finally:
        _secrets.reset(mark)


def secret(value: str) -> str:
    """Return a value that only the reader of the mail may know; it is noted as such."""
    found = _secrets.get()
    if found is not None and value not in found:
        found.append(value)
    return value


def issue(
    *, purpose: str, target: models.Model, email: str = "", expires_at: dt.datetime | None = None
) -> str:
    """Return the token of a new link (of the same link, when the same message is composed again)."""
    ref = ref_of(target)
    token = _token(purpose, ref.kind, ref.key)
    keep(token, purpose=purpose, target=target, email=email, expires_at=expires_at)
    return token


def keep(
    token: str, *, purpose: str, target: models.Model, email: str = "", expires_at: dt.datetime | None = None
) -> None:
    """Store the imprint of a token that was made elsewhere; the same token kept twice is one link."""
    ref = ref_of(target)
    CapabilityLink.objects.get_or_create(
        token_hash=imprint(secret(token)),
        defaults={
            "purpose": purpose,
            "target_kind": ref.kind,
            "target_key": ref.key,
            "email": email.strip().lower(),
            "expires_at": expires_at,
        },
    )


def open(token: str, purpose: str) -> CapabilityLink:  # noqa: A001 - `links.open` reads as it does
    """Return the link behind a token; refuse with a sentence. Reads only: a GET may call it."""
    link = CapabilityLink.objects.filter(token_hash=imprint(token)).first()
    if link is None or link.purpose != purpose:
        raise LinkRefused(
            "unknown",
            _("Ce lien n’est pas valable. Vérifiez que vous avez copié toute l’adresse reçue par courriel."),
        )
    if link.revoked_at is not None:
        raise LinkRefused(
            "revoked", _("Ce lien ne sert plus : la demande a été close ou un autre lien le remplace.")
        )
    if link.expires_at is not None and link.expires_at <= clock.now():
        raise LinkRefused("expired", _("Ce lien a expiré. Écrivez à la ville pour en recevoir un nouveau."))
    if link.target is None:
        raise LinkRefused("gone", _("Ce lien mène à un dossier qui n’existe plus."))
    return link


def use(token: str, purpose: str) -> CapabilityLink:
    """Open a link in order to act: the same as `open`, and the use is dated. Called on POST."""
    link = open(token, purpose)
    link.last_used_at = clock.now()
    link.save(update_fields=["last_used_at"])
    return link


def follow(token: str, *purposes: str, acting: bool) -> CapabilityLink:
    """Return the link behind a token of one of these purposes; `acting` (on POST) dates its use."""
    opening = use if acting else open
    for purpose in purposes[:-1]:
        try:
            return opening(token, purpose)
        except LinkRefused as refusal:
            if refusal.reason != "unknown":
                raise
    return opening(token, purposes[-1])


def revoke(*, target: models.Model, purpose: str | None = None) -> int:
    """Revoke the links to an object, of one purpose or of all; return how many."""
    ref = ref_of(target)
    found = CapabilityLink.objects.filter(target_kind=ref.kind, target_key=ref.key, revoked_at=None)
    if purpose is not None:
        found = found.filter(purpose=purpose)
    return found.update(revoked_at=clock.now())


def _token(*parts: str) -> str:
    nonce = _message_nonce.get()
    if not nonce:
        return secrets.token_urlsafe(32)
    text = "\n".join(("capability link", nonce, *parts))
    raw = hmac.digest(settings.SECRET_KEY.encode(), text.encode(), "sha256")
    return urlsafe_b64encode(raw).decode().rstrip("=")


def imprint(token: str) -> str:
    """Return what is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
