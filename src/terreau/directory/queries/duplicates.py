"""Sheets that may be one organisation, and what an officer compares before uniting two."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Label, OrganisationState
from terreau.directory.models import DistinctPair, Organisation
from terreau.directory.queries.provenance import field_label
from terreau.territories.opening_hours import OpeningHours

PAIRS_SHOWN = 50
GROUPS_READ = 60
# What may be chosen from either sheet; a position is chosen with its address.
MERGEABLE = (
    *("name", "acronym", "family", "kind", "legal_category", "activity", "siren", "siret", "rna", "labels"),
    *("summary", "description", "website", "email", "phone", "address", "postal_code", "commune"),
    *("opening_hours", "parent", "lat", "lon"),
)
REASONS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "siren": (_("Même SIREN"), ("siren",)),
    "nom": (_("Même nom, même commune"), ("sort_name", "commune")),
    "telephone": (_("Même téléphone"), ("phone",)),
    "courriel": (_("Même adresse électronique"), ("email",)),
    "site": (_("Même site"), ("website",)),
}


@dataclass(frozen=True)
class Pair:
    """Two sheets that look alike, the older first."""

    first: Organisation
    second: Organisation


@dataclass(frozen=True)
class Comparison:
    """One field on both sheets, in words; `chosen` is the side proposed."""

    field: str
    label: str
    kept: str
    gone: str
    chosen: str

    @property
    def differs(self) -> bool:
        return self.kept != self.gone


def _alive() -> QuerySet[Organisation]:
    return Organisation.objects.exclude(state=OrganisationState.MERGED)


def duplicate_pairs(reason: str) -> list[Pair]:
    """The pairs that look alike for one reason, and that nobody told apart; fifty at most."""
    fields = REASONS[reason][1]
    filled = Q()
    for field in fields:
        filled &= ~Q(**{field: None}) if field == "commune" else ~Q(**{field: ""})
    groups = list(
        _alive()
        .filter(filled)
        .values_list(*fields)
        .annotate(number=Count("pk"))
        .filter(number__gt=1)
        .order_by(*fields)[:GROUPS_READ]
    )
    wanted = Q(pk__in=[])
    for group in groups:
        wanted |= Q(**dict(zip(fields, group[:-1], strict=True)))
    rows = _alive().filter(wanted).select_related("commune").order_by("pk")[: GROUPS_READ * 10]
    by_group: dict[tuple, list[Organisation]] = defaultdict(list)
    for row in rows:
        by_group[tuple(getattr(row, _column(field)) for field in fields)].append(row)
    return _pairs(by_group.values())


def _column(field: str) -> str:
    return "commune_id" if field == "commune" else field


def _pairs(groups: Any) -> list[Pair]:
    found = [pair for group in groups for pair in combinations(group, 2) if not _two_places(*pair)]
    keys = {sheet.pk for pair in found for sheet in pair}
    apart = set(DistinctPair.objects.filter(first__in=keys).values_list("first", "second"))
    return [Pair(*pair) for pair in found if (pair[0].pk, pair[1].pk) not in apart][:PAIRS_SHOWN]


def _two_places(one: Organisation, other: Organisation) -> bool:
    """Two establishments of one SIREN, each with its own SIRET, are two sheets."""
    return bool(one.siret and other.siret and one.siret != other.siret)


def lock_both(kept: Organisation, gone: Organisation) -> tuple[Organisation, Organisation]:
    """Read both again, locked in the order of their keys, so that two officers do not cross."""
    rows = Organisation.objects.select_for_update(of=("self",)).filter(pk__in=[kept.pk, gone.pk])
    found = {row.pk: row for row in rows.order_by("pk")}
    return found[kept.pk], found[gone.pk]


def comparison(kept: Organisation, gone: Organisation) -> list[Comparison]:
    """Every field of the two sheets; the value of the other is proposed only where the kept one is empty."""
    lines = []
    for field in MERGEABLE:
        mine, theirs = in_words(kept, field), in_words(gone, field)
        lines.append(
            Comparison(field, field_label(field), mine, theirs, "gone" if theirs and not mine else "kept")
        )
    return [line for line in lines if line.differs]


def choice_value(organisation: Organisation, field: str) -> Any:
    """The value of a field as the sheet holds it."""
    return getattr(organisation, field)


def in_words(organisation: Organisation, field: str) -> str:
    """The value of a field as people read it."""
    if field in {"family", "kind"}:
        return str(getattr(organisation, f"get_{field}_display")())
    value = getattr(organisation, field)
    if field == "opening_hours":
        return OpeningHours.from_json(value).sentence() if value else ""
    if field == "labels":
        return ", ".join(str(Label(code).label) for code in value if code in Label.values)
    return "" if value is None else str(value)
