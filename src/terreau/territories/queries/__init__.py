"""Reads of the territories, by name."""

from terreau.territories.queries.finding import by_insee, by_postal_code, search_territories
from terreau.territories.queries.graph import (
    ancestors_of,
    contains,
    descendants_of,
    members_of,
    perimeters_of,
)
from terreau.territories.queries.identity import default_calendar, forget_operator, operator
from terreau.territories.queries.places import (
    TownHall,
    distance_km,
    outline_of,
    outlines,
    outlines_around,
    town_hall_of,
)

search = search_territories

__all__ = [
    "TownHall",
    "ancestors_of",
    "by_insee",
    "by_postal_code",
    "contains",
    "default_calendar",
    "descendants_of",
    "distance_km",
    "forget_operator",
    "members_of",
    "operator",
    "outline_of",
    "outlines",
    "outlines_around",
    "perimeters_of",
    "search",
    "search_territories",
    "town_hall_of",
]
