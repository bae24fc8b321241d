"""Mails are kept encrypted: a copy of the database gives neither what they say nor the links they quote."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def seal(raw: bytes) -> bytes:
    """Return the message as it is stored."""
    return _cipher().encrypt(raw)


def unseal(stored: bytes | memoryview) -> bytes:
    """Return the message as it came; empty when the secret key has changed since."""
    try:
        return _cipher().decrypt(bytes(stored))
    except InvalidToken:
        return b""


def _cipher() -> MultiFernet:
    secrets = [str(settings.SECRET_KEY), *map(str, settings.SECRET_KEY_FALLBACKS)]
    digests = [hashlib.sha256(b"inbound mail" + secret.encode()).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
