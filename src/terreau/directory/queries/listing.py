"""The list of organisations: filters, exact counts by facet, points of the map."""

import time
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery

from terreau.directory.enums import Family, OfferKind, OrganisationState
from terreau.directory.models import Offer, Organisation
from terreau.kernel import clock
from terreau.kernel.identifiers import clean_number
from terreau.kernel.text import fold
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory

SORTS = {
    "name": ("sort_name", "id"),
    "newest": ("-created_at", "-id"),
}
COMMUNES_SHOWN = 12
MAP_POINTS = 400
WORDS = 6
KEPT = 200
KEPT_SECONDS = 30

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Filters:
    """What a person asked for; values of one facet add up, facets narrow each other."""

    text: str = ""
    families: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sort: str = "name"

    def __bool__(self) -> bool:
        return bool(self.text or self.families or self.communes or self.kinds)


@dataclass(frozen=True)
class Facets:
    """The options of each facet with their counts, and the number of organisations found."""

    families: list[dict[str, Any]]
    communes: list[dict[str, Any]]
    kinds: list[dict[str, Any]]
    total: int


def organisations_for_list(filters: Filters) -> QuerySet[Organisation]:
    """The published organisations that the filters keep, in the order asked."""
    return (
        Organisation.objects.filter(_conditions(filters))
        .select_related("commune")
        .only("name", "slug", "acronym", "family", "kind", "summary", "labels", "commune__name")
        .order_by(*SORTS.get(filters.sort, SORTS["name"]))
    )


_kept: dict[tuple[str, Filters], tuple[float, Facets]] = {}


def directory_version() -> str:
    """A word that changes with any sheet or offer, so that counts may be kept until then."""
    latest = Organisation.objects.order_by("-updated_at").values("updated_at")[:1]
    offer = Offer.objects.order_by("-updated_at").values("updated_at")[:1]
    row = latest.annotate(offer=Subquery(offer)).values_list("updated_at", "offer").first()
    return f"{clock.today()} {row}"


def facets_of(filters: Filters, version: str = "") -> Facets:
    """Count by family, commune and kind of support; a facet does not narrow its own counts.

    With the version of the directory, the counts are kept in this process until something changes (and
    for KEPT_SECONDS at most: two changes of one instant may be seen in the wrong order).
    """
    if not version or filters.text:
        return _count_facets(filters)
    key = version, replace(filters, sort="name")
    kept = _kept.get(key)
    if kept is None or kept[0] < time.monotonic():
        if len(_kept) >= KEPT:
            _kept.clear()
        _kept[key] = kept = time.monotonic() + KEPT_SECONDS, _count_facets(filters)
    return kept[1]


def _count_facets(filters: Filters) -> Facets:
    families = _count_by("family", _conditions(replace(filters, families=())))
    counts = dict(list(families))
    return Facets(
        families=[
            _option(family.value, family.label, counts.get(family.value, 0), filters.families)
            for family in Family
            if counts.get(family.value) or family.value in filters.families
        ],
        communes=_communes(filters),
        kinds=_kinds(filters),
        total=sum(number for value, number in families if not filters.families or value in filters.families),
    )


def _communes(filters: Filters) -> list[dict[str, Any]]:
    """The communes with most organisations, and those that were chosen whatever their count."""
    counts = dict(
        _count_by("commune", _conditions(replace(filters, communes=())) & Q(commune__isnull=False))[
            :COMMUNES_SHOWN
        ]
    )
    wanted = Q(pk__in=counts)
    if filters.communes:
        wanted |= Q(kind=TerritoryKind.COMMUNE, code__in=filters.communes)
    rows = Territory.objects.filter(wanted).values_list("pk", "code", "name").order_by("search_name")
    missing = [pk for pk, _code, _name in rows if pk not in counts] if filters.communes else []
    if missing:
        more = _conditions(replace(filters, communes=())) & Q(commune__in=missing)
        counts |= dict(_count_by("commune", more))
    options = [_option(code, name, counts.get(pk, 0), filters.communes) for pk, code, name in rows]
    return sorted(options, key=lambda option: -option["count"])


def _kinds(filters: Filters) -> list[dict[str, Any]]:
    """Count the organisations that have an offer open today, by kind of support."""
    conditions = _conditions(replace(filters, kinds=()), prefix="team__organisation__")
    rows = (
        Offer.objects.open_on(clock.today())
        .filter(conditions)
        .values_list("kind")
        .annotate(number=Count("team__organisation", distinct=True))
        .order_by()
    )
    counts = dict(rows)
    return [
        _option(kind.value, kind.label, counts.get(kind.value, 0), filters.kinds)
        for kind in OfferKind
        if counts.get(kind.value) or kind.value in filters.kinds
    ]


def wider(filters: Filters) -> list[tuple[str, Filters, int]]:
    """Say which single filter, once removed, gives results: its name, the wider filters, their number."""
    found = []
    empties: dict[str, Any] = {"text": "", "communes": (), "kinds": (), "families": ()}
    for name, empty in empties.items():
        if not getattr(filters, name):
            continue
        larger = replace(filters, **{name: empty})
        number = Organisation.objects.filter(_conditions(larger)).count()
        if number:
            found.append((name, larger, number))
    return sorted(found, key=lambda option: option[2])


def map_points(filters: Filters, box: Box | None = None) -> tuple[list[dict[str, Any]], bool]:
    """The placed organisations inside a box (west, south, east, north), and whether some were left out."""
    rows = Organisation.objects.filter(_conditions(filters), lat__isnull=False)
    if box is not None:
        west, south, east, north = box
        rows = rows.filter(lat__range=(south, north), lon__range=(west, east))
    found: list[Any] = list(
        rows.order_by("sort_name", "id").values("name", "slug", "family", "lat", "lon")[: MAP_POINTS + 1]
    )
    return found[:MAP_POINTS], len(found) > MAP_POINTS


def _conditions(filters: Filters, prefix: str = "") -> Q:
    wanted = Q(**{f"{prefix}state": OrganisationState.PUBLISHED})
    if filters.families:
        wanted &= Q(**{f"{prefix}family__in": filters.families})
    if filters.communes:
        communes = Territory.objects.filter(kind=TerritoryKind.COMMUNE, code__in=filters.communes)
        wanted &= Q(**{f"{prefix}commune__in": communes.values("pk")})
    if filters.kinds:
        offers = Offer.objects.open_on(clock.today()).filter(kind__in=filters.kinds)
        wanted &= Q(**{f"{prefix}pk__in": offers.values("team__organisation")})
    return wanted & _text(filters.text, prefix) if filters.text else wanted


def _text(text: str, prefix: str) -> Q:
    """Every word stands in the name, the acronym or the summary; a whole SIREN or SIRET finds its owner."""
    number = clean_number(text)
    if number.isascii() and number.isdigit() and len(number) in {9, 14}:
        return Q(**{f"{prefix}siren": number[:9]})
    wanted = Q()
    for word in fold(text).split()[:WORDS]:
        wanted &= Q(**{f"{prefix}folded__contains": word})
    return wanted


def _count_by(field: str, conditions: Q) -> QuerySet:
    # Count("*") and no join: the whole answer stands in one covering index.
    rows = Organisation.objects.filter(conditions).values_list(field).annotate(number=Count("*"))
    return rows.order_by("-number", field)


def _option(value: str, label: Any, count: int, chosen: tuple[str, ...]) -> dict[str, Any]:
    return {"value": value, "label": label, "count": count, "selected": value in chosen}
