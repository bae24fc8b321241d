"""Reads of the conditions of an offer: those in force, and the versions before."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import get_language

from terreau.directory.criteria import Row
from terreau.directory.models import Offer, RuleVersion
from terreau.kernel import clock


@dataclass(frozen=True)
class Version:
    """One published version, as people read it."""

    number: int
    published_on: dt.date
    author: str
    sentences: list[str]


def sentences_of(rows: list[Row]) -> list[str]:
    """Say conditions in the active language."""
    language = (get_language() or "fr")[:2]
    return [str(row.get(f"label_{language}") or row.get("label_fr") or row.get("fact", "")) for row in rows]


def rules_in_force(offer: Offer) -> list[str]:
    """Return the published conditions of an offer, in words."""
    return sentences_of(offer.criteria)


def versions_of(offer: Offer) -> list[Version]:
    """Return the published versions of an offer's conditions, the last first."""
    found = RuleVersion.objects.published().filter(offer=offer).select_related("author")
    return [
        Version(
            number=one.number or 0,
            published_on=(one.published_at or one.written_at).astimezone(clock.PARIS).date(),
            author=one.author.full_name if one.author else "",
            sentences=sentences_of(one.rows),
        )
        for one in found
    ]
