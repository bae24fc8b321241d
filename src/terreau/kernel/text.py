"""Text helpers that know French."""

import re
import unicodedata

from django.db import models
from django.utils.text import slugify

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "ʼ": "'"})

_CONTROL_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def fold(text: str) -> str:
    """Return the text for comparison: lower case, no accents, ligatures opened, single spaces."""
    if text.isascii():  # most lines of a national register
        return " ".join(text.lower().split())
    opened = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    bare = "".join(char for char in opened if not unicodedata.combining(char))
    return re.sub(r"\s+", " ", bare.lower()).strip()


def printable(text: str) -> str:
    """Return the text without the control signs that a copy from a PDF brings along (XML forbids them)."""
    return _CONTROL_SIGNS.sub("", text)


def unique_slug(queryset: models.QuerySet, text: str, *, max_length: int = 80) -> str:
    """Return a slug for `text` that no row of the queryset has yet."""
    base = slugify(fold(text))[:max_length].strip("-") or "sans-titre"
    slug, number = base, 1
    while queryset.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
