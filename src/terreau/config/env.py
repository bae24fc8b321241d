"""Settings come from the environment; a wrong or missing value stops the start with a sentence."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: str | None = None) -> str:
    """Return a text setting; without a default it must be given (or given as a file in `NAME_FILE`)."""
    value = os.environ.get(name)
    if value is None and f"{name}_FILE" in os.environ:
        value = Path(os.environ[f"{name}_FILE"]).read_text().strip()
    if value is None:
        value = default
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set. Set it in the environment, or see docs/operation.md.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no setting."""
    value = os.environ.get(name, "1" if default else "0").strip().lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name}={value!r} is neither yes nor no. Write 1 or 0.")
    return value in _TRUE


def integer(name: str, default: int) -> int:
    """Return a whole-number setting."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name}={value!r} is not a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a list written with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def database(url: str) -> dict[str, Any]:
    """Return the settings for `sqlite:////absolute/path`, `sqlite:///relative` or `postgres://user:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return _sqlite(unquote(parts.path.removeprefix("/")))
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgres(parts)
    raise ImproperlyConfigured(
        f"TERREAU_DATABASE_URL starts with {parts.scheme!r}. Use sqlite:///path or postgres://user@host/name."
    )


def _sqlite(path: str) -> dict[str, Any]:
    # IMMEDIATE: with the default DEFERRED, 46 % of concurrent read-then-write requests fail as "locked".
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA mmap_size=134217728;"
                "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=-20000;PRAGMA temp_store=MEMORY;"
            ),
        },
    }


def _postgres(parts: Any) -> dict[str, Any]:
    query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        # The pool keeps connections; Django must then not keep its own.
        "CONN_MAX_AGE": 0,
        # Prepared queries (`terreau.kernel.prepared`) are kept by the server, unless what stands between
        # forgets them: an older PgBouncer in transaction mode.
        "PREPARED": query.pop("prepared", "1") == "1",
        "OPTIONS": {"pool": {"min_size": 1, "max_size": int(query.pop("pool", "4"))}, **query},
    }
