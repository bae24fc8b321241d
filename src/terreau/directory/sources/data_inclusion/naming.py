"""How this installation names itself to data·inclusion, and a key of its own rows."""

from urllib.parse import urlsplit

from django.conf import settings


def own_source() -> str:
    """Return the name of this installation as a producer of data: it holds no full stop."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    return f"terreau-{host.replace('.', '-')}".rstrip("-")


def own_key(slug: str) -> str:
    """Return the key of a row: that of the producer, then ours."""
    return f"{own_source()}--{slug}"
