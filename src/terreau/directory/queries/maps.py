"""What the map shows: exact clusters by zoom under any filter, and the other places of organisations."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from terreau.directory.models import Organisation, Place
from terreau.directory.queries.listing import KIND, Box, Filters, place_of, query_of
from terreau.search import geometry
from terreau.search.queries import Cell, Query, cells, search
from terreau.search.queries.places import CELL_LEVELS, MOST_CELLS

EVERYWHERE: Box = (-180.0, -90.0, 180.0, 90.0)
LAST_ZOOM = 18
PLACES_FROM = 13  # the zoom from which the other places of an organisation are shown
MOST_PLACES = 400


@dataclass(frozen=True)
class Mark:
    """One mark: a cluster (`count` above one, `zone` its square) or one organisation with its name."""

    lat: float
    lon: float
    count: int
    zone: Box | None = None
    name: str = ""
    slug: str = ""
    family: str = ""


def marks(filters: Filters, box: Box, zoom: int) -> list[Mark]:
    """Return the marks inside a box, north to south; their counts add up to the organisations found there.

    A square that the edge of the box cuts is whole, so that a cluster does not change when the map moves.
    """
    zoom = min(zoom, LAST_ZOOM)
    found = cells(KIND, query_of(filters, place_of(filters)), box, zoom)
    keys = [cell.key for cell in found if cell.key is not None]
    rows = Organisation.objects.listed().only("name", "slug", "family").in_bulk(keys) if keys else {}
    level = _level(box, zoom)
    return sorted(
        (_mark(cell, level, rows) for cell in found if cell.key is None or cell.key in rows),
        key=lambda mark: (-mark.lat, mark.lon),
    )


def _level(box: Box, zoom: int) -> int:
    """Return the level of the squares that the index answers with."""
    return geometry.tiles_of(box, MOST_CELLS, min(zoom + CELL_LEVELS, geometry.LEVEL))[0]


def _mark(cell: Cell, level: int, rows: dict[int, Organisation]) -> Mark:
    if cell.key is not None:
        one = rows[cell.key]
        return Mark(cell.lat, cell.lon, 1, None, one.name, one.slug, one.family)
    zone = geometry.edges(*geometry.tile(cell.lat, cell.lon, level), level)
    west, south, east, north = zone
    # Away from the edges of its square, so that two neighbours do not cover each other.
    lat = _between(cell.lat, south, north)
    return Mark(lat, _between(cell.lon, west, east), cell.count, zone)


def _between(value: float, low: float, high: float) -> float:
    margin = (high - low) / 4
    return min(max(value, low + margin), high - margin)


def placed_count(filters: Filters) -> int:
    """Return how many of the organisations found stand on the map."""
    query = query_of(replace(filters, box=filters.box or EVERYWHERE), place_of(filters))
    return search(KIND, replace(query, limit=0)).total


def other_places(filters: Filters, box: Box, zoom: int) -> list[Mark]:
    """Return the other places, inside a box, of the organisations that answer; none when far away."""
    if zoom < PLACES_FROM:
        return []
    west, south, east, north = box
    rows = Place.objects.filter(lat__range=(south, north), lon__range=(west, east))
    rows = rows.select_related("organisation").order_by("-lat", "lon", "id")
    places = list(rows[:MOST_PLACES])
    asked = query_of(replace(filters, box=None), place_of(filters))
    kept = _answering(asked, {place.organisation_id for place in places})
    return [
        Mark(
            place.lat or 0.0,
            place.lon or 0.0,
            1,
            None,
            f"{place.organisation.name} – {place.name}",
            place.organisation.slug,
            place.organisation.family,
        )
        for place in places
        if place.organisation_id in kept
    ]


def _answering(asked: Query, owners: Iterable[int]) -> set[int]:
    wanted = tuple(set(owners) & set(asked.keys)) if asked.keys is not None else tuple(owners)
    return (
        set(search(KIND, replace(asked, keys=wanted, near=None, limit=len(wanted))).keys) if wanted else set()
    )
