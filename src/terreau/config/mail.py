"""Mail settings from the environment."""

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from terreau.config import env

SHORT_NAMES = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "console": "django.core.mail.backends.console.EmailBackend",
    "files": "django.core.mail.backends.filebased.EmailBackend",
    "demo": "terreau.demo.backend.EmailBackend",
}
PORTS = {"smtp": 25, "smtps": 465}
IMAP_PORTS = {"imap": 143, "imaps": 993}


def backend(name: str) -> str:
    """Return the path of the mail backend: a short name, or a path such as a provider's of Anymail."""
    if "." not in name and name not in SHORT_NAMES:
        raise ImproperlyConfigured(
            f"TERREAU_EMAIL_BACKEND={name!r} is unknown. Use {', '.join(SHORT_NAMES)}, or the path of a "
            "backend such as anymail.backends.brevo.EmailBackend."
        )
    return SHORT_NAMES.get(name, name)


def server(url: str) -> dict[str, Any]:
    """Return Django's settings for `smtp://user:password@host:port?tls=1` (`smtps://` for implicit TLS)."""
    parts = urlsplit(url)
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured(
            "TERREAU_EMAIL_URL is not a mail server. Use smtp://user:password@host:587?tls=1 (STARTTLS), "
            "smtps://user:password@host:465 (TLS from the start) or smtp://host:25."
        )
    tls = parse_qs(parts.query).get("tls", ["0"])[-1]
    if tls not in {"0", "1"}:
        raise ImproperlyConfigured(f"TERREAU_EMAIL_URL has tls={tls!r}. Write tls=1 or tls=0.")
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or (587 if tls == "1" else PORTS[parts.scheme]),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": tls == "1",
        "EMAIL_USE_SSL": parts.scheme == "smtps",
    }


def inbound() -> tuple[str, str, dict[str, Any]]:
    """Return how answers by mail come in: the address (off without one), secret, mailbox."""
    return (
        reply_address(env.text("TERREAU_REPLY_ADDRESS", "")),
        env.text("TERREAU_INBOUND_SECRET", ""),
        mailbox(env.text("TERREAU_IMAP_URL", "")),
    )


def reply_address(text: str) -> str:
    """Return the address under which answers come in: `reply@mail.exemple.fr` (tokens follow a `+`)."""
    local, sign, domain = text.strip().lower().partition("@")
    if text and not (local and sign and "." in domain and "+" not in local):
        raise ImproperlyConfigured(
            "TERREAU_REPLY_ADDRESS is not an address that answers can come to. Write reply@mail.exemple.fr: "
            "everything sent to reply+anything@mail.exemple.fr must reach Terreau (docs/operation.md)."
        )
    return f"{local}{sign}{domain}"


def mailbox(url: str) -> dict[str, Any]:
    """Return how to reach the mailbox of `imaps://user:password@host/INBOX` (`imap://` without TLS)."""
    if not url:
        return {}
    parts = urlsplit(url)
    if parts.scheme not in IMAP_PORTS or not (parts.hostname and parts.username):
        raise ImproperlyConfigured(
            "TERREAU_IMAP_URL is not a mailbox. Write imaps://user:password@host/INBOX, special signs "
            "encoded (%40 for @)."
        )
    return {
        "host": parts.hostname,
        "port": parts.port or IMAP_PORTS[parts.scheme],
        "tls": parts.scheme == "imaps",
        "user": unquote(parts.username),
        "password": unquote(parts.password or ""),
        "folder": unquote(parts.path.strip("/")) or "INBOX",
    }


def provider(pairs: list[str]) -> dict[str, str]:
    """Return Anymail's settings from `KEY=value` words."""
    if wrong := [pair.partition("=")[0] for pair in pairs if "=" not in pair]:
        raise ImproperlyConfigured(f"TERREAU_ANYMAIL: write {wrong[0]}=value.")
    return {key: value for key, _sign, value in (pair.partition("=") for pair in pairs)}
