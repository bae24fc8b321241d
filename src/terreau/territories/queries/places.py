"""Where a commune is: outlines, town halls, distances; read from the files shipped with this app."""

import json
import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory
from terreau.territories.opening_hours import OpeningHours
from terreau.territories.queries.graph import descendants_of
from terreau.territories.queries.identity import operator

DATA = Path(__file__).resolve().parent.parent / "data"
EARTH_RADIUS_KM = 6371.0088
MARGIN = 0.6  # of its width and height: what a map shows around a territory
Position = tuple[float, float]
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class TownHall:
    """How to reach a town hall."""

    address: str
    position: Position | None
    phone: str
    email: str
    website: str
    hours: OpeningHours


def outlines(territory: Territory) -> dict[str, Any]:
    """A GeoJSON collection of the communes of a territory whose outline is shipped, by code."""
    codes = set(
        descendants_of(territory).filter(kind=TerritoryKind.COMMUNE).order_by().values_list("code", flat=True)
    )
    return {
        "type": "FeatureCollection",
        "features": [feature for code, feature in _outlines().items() if code in codes],
    }


def outline_of(code: str) -> dict[str, Any] | None:
    """The GeoJSON geometry of a commune by its Insee code; None when its outline is not shipped."""
    feature = _outlines().get(code)
    return feature["geometry"] if feature is not None else None


def outlines_around(territory: Territory) -> dict[str, Any]:
    """The outlines of a territory, marked as `here`, after those of the communes next to it."""
    here = outlines(territory)["features"]
    if not here:
        return {"type": "FeatureCollection", "features": []}
    own_codes = {feature["properties"]["code"] for feature in here}
    west, south, east, north = _box(here)
    wide, high = (east - west) * MARGIN, (north - south) * MARGIN
    near = [
        feature
        for code, feature in _outlines().items()
        if code not in own_codes
        and _overlap(_box([feature]), (west - wide, south - high, east + wide, north + high))
    ]
    names = _names([feature["properties"]["code"] for feature in near + here])
    return {
        "type": "FeatureCollection",
        "features": [_named(feature, names, is_here=False) for feature in near]
        + [_named(feature, names, is_here=True) for feature in here],
    }


def town_hall_of(commune: Territory) -> TownHall | None:
    """The town hall of a commune, when it is shipped; what the operator says of its own goes first."""
    facts = _town_halls().get(commune.code) if commune.kind == TerritoryKind.COMMUNE else None
    hall = _town_hall(facts) if facts else None
    town = operator()
    if not town.is_set_up or town.territory_id != commune.pk:
        return hall
    hall = hall or TownHall("", commune.position, "", "", "", OpeningHours())
    return replace(
        hall,
        address=town.address or hall.address,
        phone=town.phone or hall.phone,
        email=town.contact_email or hall.email,
        website=town.website or hall.website,
        hours=town.hours or hall.hours,
    )


def distance_km(start: Territory | Position, end: Territory | Position) -> float | None:
    """Kilometres as the crow flies, or None when one of the positions is unknown."""
    here, there = _position(start), _position(end)
    if here is None or there is None:
        return None
    lat1, lon1, lat2, lon2 = map(math.radians, (*here, *there))
    half = math.sin((lat2 - lat1) / 2) ** 2
    half += math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(half))


def _position(place: Territory | Position) -> Position | None:
    return place.position if isinstance(place, Territory) else place


def _town_hall(facts: dict[str, Any]) -> TownHall:
    located = facts["lat"] is not None and facts["lon"] is not None
    return TownHall(
        address=facts["address"],
        position=(facts["lat"], facts["lon"]) if located else None,
        phone=facts["phone"],
        email=facts["email"],
        website=facts["website"],
        hours=OpeningHours.from_json(facts["opening_hours"]),
    )


def _names(codes: list[str]) -> dict[str, str]:
    """The names of communes in full, article included, by code."""
    communes = Territory.objects.filter(kind=TerritoryKind.COMMUNE, code__in=codes)
    return dict(communes.values_list("code", "name"))


def _named(feature: dict[str, Any], names: dict[str, str], *, is_here: bool) -> dict[str, Any]:
    known = feature["properties"]
    name = names.get(known["code"], known["name"])
    return feature | {"properties": known | {"name": name, "here": is_here}}


def _box(features: list[dict[str, Any]]) -> Box:
    """The smallest box (west, south, east, north) around some outlines."""
    points = [point for feature in features for point in _points(feature["geometry"]["coordinates"])]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return min(lons), min(lats), max(lons), max(lats)


def _points(coordinates: list[Any]) -> list[list[float]]:
    """The points of an outline, however many parts and holes it has."""
    if isinstance(coordinates[0], (int, float)):
        return [coordinates]
    return [point for part in coordinates for point in _points(part)]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] <= other[2] and other[0] <= one[2] and one[1] <= other[3] and other[1] <= one[3]


@cache
def _outlines() -> dict[str, dict[str, Any]]:
    collections = (json.loads(path.read_text("utf-8")) for path in sorted(DATA.glob("outlines-*.geojson")))
    return {
        feature["properties"]["code"]: feature
        for collection in collections
        for feature in collection["features"]
    }


@cache
def _town_halls() -> dict[str, dict[str, Any]]:
    halls: dict[str, dict[str, Any]] = {}
    for path in sorted(DATA.glob("town_halls-*.json")):
        halls |= json.loads(path.read_text("utf-8"))
    return halls
