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
Position = tuple[float, float]


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
