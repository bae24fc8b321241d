"""The list of organisations, through the search index: filters, exact counts, and the order."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from django.db.models import QuerySet

from terreau.directory.enums import Family, Label, OfferKind
from terreau.directory.models import Organisation
from terreau.kernel import clock
from terreau.kernel.identifiers import clean_number
from terreau.kernel.prepared import prepared
from terreau.search.queries import Query, keys, search, suggest
from terreau.search.queries import wider as wider_search
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory
from terreau.territories.queries import search_territories

SORTS = ("relevance", "name", "newest", "distance")
RADII = (2, 5, 10, 20, 50, 100)
KIND = "organisation"
FACETS = ("f", "c", "s", "l", "r")
NETWORKS_SHOWN = 12
ENDS_SHOWN = 3
PAGE = 20

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Filters:
    """What a person asked for; values of one facet add up, facets narrow each other.

    `near` is the name or postal code of a commune, `km` the radius around it; `point` a latitude and a
    longitude to look around instead; `territory` a perimeter as `kind-code`; `box` what the map shows (west,
    south, east, north). `exact` takes the words as they are typed. An empty `sort` means the best order.
    """

    text: str = ""
    families: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    territory: str = ""
    near: str = ""
    point: tuple[float, float] | None = None
    km: int = 10
    sort: str = ""
    exact: bool = False
    box: Box | None = None

    def __bool__(self) -> bool:
        chosen = (self.families, self.communes, self.kinds, self.labels, self.networks, self.activities)
        return bool(self.text or self.territory or self.is_around or self.box) or any(chosen)

    @property
    def is_around(self) -> bool:
        """Whether a circle is asked for."""
        return bool(self.near or self.point)


@dataclass(frozen=True)
class Facets:
    """The options of each facet with their counts, and the number of organisations found."""

    families: list[dict[str, Any]]
    communes: list[dict[str, Any]]
    kinds: list[dict[str, Any]]
    labels: list[dict[str, Any]]
    networks: list[dict[str, Any]]
    total: int


@dataclass(frozen=True)
class Listing:
    """One page of the list, the counts beside it, and what is said about the words."""

    organisations: list[Organisation]
    number: int
    facets: Facets
    corrected: str | None = None
    partial: bool = False
    too_common: bool = False
    place: Territory | None = None
    lost: str = field(default="")  # the place asked for that nobody knows
    version: str = ""  # changes with anything that the counts may show

    @property
    def total(self) -> int:
        return self.facets.total


def listing(filters: Filters, number: int = 1, size: int = PAGE) -> Listing:
    """Return one page of the published organisations that the filters keep; the last one when beyond."""
    place = place_of(filters)
    query = replace(query_of(filters, place), offset=(max(number, 1) - 1) * size, limit=size)
    found = search(KIND, query, facets=FACETS)
    if found.total and query.offset >= found.total:
        number = (found.total - 1) // size + 1
        found = replace(found, keys=search(KIND, replace(query, offset=(number - 1) * size)).keys)
    return Listing(
        organisations=list(in_order(found.keys)),
        number=max(number, 1),
        facets=_facets(found.facets, found.total, filters),
        corrected=found.corrected,
        partial=found.partial,
        too_common=found.too_common,
        place=place,
        lost=filters.near if filters.near and place is None else "",
        version=f"{clock.today()} {found.stamp}",
    )


def facets_of(filters: Filters, among: tuple[int, ...] | None = None) -> Facets:
    """Count without reading any sheet: the options of each facet and how many organisations answer."""
    query = query_of(filters, place_of(filters), among)
    found = search(KIND, replace(query, limit=0), facets=FACETS)
    return _facets(found.facets, found.total, filters)


def found_count(filters: Filters) -> int:
    """Return how many organisations the filters keep."""
    return search(KIND, replace(query_of(filters, place_of(filters)), limit=0)).total


def in_order(found: Iterable[int]) -> Iterator[Organisation]:
    """Yield the organisations of some keys in their order, read by the hundred."""
    waiting = iter(found)
    while chunk := list(islice(waiting, 100)):
        by_key = {one.pk: one for one in _shown(keys=chunk)}
        yield from (by_key[key] for key in chunk if key in by_key)


@prepared
def _shown(keys: Any) -> QuerySet[Organisation]:
    rows = Organisation.objects.listed().filter(pk__in=keys).select_related("commune")
    return rows.only(
        "name", "slug", "acronym", "family", "kind", "summary", "labels", "lat", "lon", "commune__name"
    )


def organisation_keys(filters: Filters) -> Iterator[int]:
    """Yield the keys of all the organisations that the filters keep, in the order asked (exports)."""
    return keys(KIND, query_of(filters, place_of(filters)))


def query_of(filters: Filters, place: Territory | None, among: tuple[int, ...] | None = None) -> Query:
    """Return the question to the index, only about the organisations `among` when they are given."""
    tags = {"f": filters.families, "c": filters.communes, "s": filters.kinds, "l": filters.labels}
    tags |= {"r": filters.networks, "a": filters.activities}
    if filters.territory:
        tags["p"] = (filters.territory,)
    text, only = filters.text, _owners(filters.text)
    centre = (place.position if place else None) if filters.near else filters.point
    circle = (*centre, float(filters.km)) if centre else None
    return Query(
        text="" if only is not None else text,
        tags={name: values for name, values in tags.items() if values},
        near=circle,
        box=filters.box,
        keys=only if among is None else among if only is None else tuple(set(only) & set(among)),
        sort=filters.sort or ("relevance" if text else "distance" if circle else "name"),
        exact=filters.exact,
    )


def _owners(text: str) -> tuple[int, ...] | None:
    """Return the organisations of a whole SIREN or SIRET; None when the text is not one."""
    number = clean_number(text)
    if not (number.isascii() and number.isdigit() and len(number) in {9, 14}):
        return None
    return tuple(Organisation.objects.filter(siren=number[:9]).values_list("pk", flat=True)[:500])


def place_of(filters: Filters) -> Territory | None:
    """Return the commune around which to look, the most peopled of that name."""
    if not filters.near:
        return None
    found = search_territories(filters.near, kinds=[TerritoryKind.COMMUNE, TerritoryKind.QUARTER])
    return found.exclude(lat=None).first()


def _facets(counts: dict[str, list[tuple[str, int]]], total: int, filters: Filters) -> Facets:
    return Facets(
        families=_options(counts["f"], dict(Family.choices), filters.families),
        communes=_options(counts["c"], _commune_names(counts["c"]), filters.communes),
        kinds=_options(counts["s"], dict(OfferKind.choices), filters.kinds),
        labels=_options(counts["l"], dict(Label.choices), filters.labels),
        networks=_networks(counts["r"], filters.networks),
        total=total,
    )


def _options(
    counts: list[tuple[str, int]], names: dict[str, Any], chosen: tuple[str, ...]
) -> list[dict[str, Any]]:
    return [
        {"value": value, "label": names[value], "count": count, "selected": value in chosen}
        for value, count in counts
        if value in names
    ]


def _networks(counts: list[tuple[str, int]], chosen: tuple[str, ...]) -> list[dict[str, Any]]:
    """The most frequent networks and those chosen, by the names of their sheets."""
    shown = counts[:NETWORKS_SHOWN] + [one for one in counts[NETWORKS_SHOWN:] if one[0] in chosen]
    names = dict(_names(slugs=[slug for slug, _count in shown])) if shown else {}
    return _options(shown, names, chosen)


@prepared
def _names(slugs: Any) -> QuerySet[Organisation, tuple[str, str]]:
    return Organisation.objects.published().filter(slug__in=slugs).values_list("slug", "name")


def _commune_names(counts: list[tuple[str, int]]) -> dict[str, str]:
    return dict(_places(codes=[code for code, _count in counts])) if counts else {}


@prepared
def _places(codes: Any) -> QuerySet[Territory, tuple[str, str]]:
    kinds = [TerritoryKind.COMMUNE, TerritoryKind.QUARTER]
    return Territory.objects.filter(kind__in=kinds, code__in=codes).values_list("code", "name")


def wider(filters: Filters) -> list[tuple[str, Filters, int]]:
    """Say which single filter, once removed, gives results: its name, the wider filters, their number."""
    without: dict[str, dict[str, Any]] = {
        "f": {"families": ()},
        "c": {"communes": ()},
        "s": {"kinds": ()},
        "l": {"labels": ()},
        "r": {"networks": ()},
        "a": {"activities": ()},
        "p": {"territory": ""},
        "near": {"near": "", "point": None},
        "box": {"box": None},
        "text": {"text": ""},
        "keys": {"text": ""},
    }
    choices = wider_search(KIND, query_of(filters, place_of(filters)))
    return [(next(iter(without[name])), replace(filters, **without[name]), count) for name, count in choices]


def ended(filters: Filters) -> list[Filters]:
    """The same filters with the last word ended, in the ways that find something in the directory."""
    found = suggest(KIND, filters.text, ENDS_SHOWN) if filters.text else []
    return [replace(filters, text=text) for text in found if text != filters.text]
