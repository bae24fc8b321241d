"""What leaves the platform of each organisation: public fields of the published sheets, nothing else."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.urls import reverse

from terreau.directory.enums import Family, Label, OrganisationKind
from terreau.directory.models import Organisation
from terreau.directory.queries import Filters, organisation_keys
from terreau.kernel.text import printable
from terreau.territories.opening_hours import OpeningHours
from terreau.territories.queries import operator

CHUNK = 1000
FIELDS = (
    *("slug", "name", "acronym", "family", "kind", "summary", "description", "siren", "siret", "rna"),
    *("legal_category", "activity", "labels", "website", "email", "phone", "address", "postal_code"),
    *("commune__code", "commune__name", "lat", "lon", "opening_hours"),
)

Record = dict[str, Any]


@dataclass(frozen=True)
class Notice:
    """Who gives the data away, and under which licence."""

    source: str
    source_url: str
    licence: str
    licence_url: str


def notice() -> Notice:
    """Return what every file says of itself."""
    return Notice(operator().name, settings.BASE_URL, settings.DATA_LICENCE, settings.DATA_LICENCE_URL)


@dataclass(frozen=True)
class Words:
    """The names of the codes in one language, read before a file starts to leave."""

    families: dict[str, str]
    kinds: dict[str, str]
    labels: dict[str, str]


def words() -> Words:
    """Return the names in the language of the page."""
    tables = [
        {choice.value: str(choice.label) for choice in kind} for kind in (Family, OrganisationKind, Label)
    ]
    return Words(*tables)


def records(filters: Filters) -> Iterator[Record]:
    """Yield the filtered list in its order, a thousand read at a time, whatever its length."""
    keys = organisation_keys(filters)
    sheets = Organisation.objects.listed()
    # The address of a sheet is worked out once, not a million times.
    start, end = reverse("directory:detail", args=["0"]).split("0")
    while chunk := list(islice(keys, CHUNK)):
        rows = sheets.filter(pk__in=chunk).values("pk", *FIELDS)
        by_key = {row.pop("pk"): row for row in rows}
        for key in chunk:
            if key in by_key:
                row = by_key[key]
                yield _record(row, f"{settings.BASE_URL}{start}{row['slug']}{end}")


def _record(row: dict[str, Any], url: str) -> Record:
    facts = {name: printable(value) if isinstance(value, str) else value for name, value in row.items()}
    code, name = facts.pop("commune__code"), facts.pop("commune__name")
    hours = facts.pop("opening_hours")
    return facts | {
        "commune": {"code": code, "name": name} if code else None,
        "opening_hours": OpeningHours.from_json(hours).sentence() if hours else "",
        "url": url,
    }
