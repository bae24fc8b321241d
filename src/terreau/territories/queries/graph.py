"""What contains what."""

from typing import Any

from django.db.models import QuerySet

from terreau.kernel.prepared import prepared
from terreau.territories.models import Territory, TerritoryClosure, TerritoryQuerySet


def ancestors_of(territory: Territory) -> TerritoryQuerySet:
    """The territory and all those that contain it, narrowest first."""
    return Territory.objects.filter(below__descendant=territory).narrowest_first()


@prepared
def perimeters_of(territory: Any) -> QuerySet[Territory, tuple[str, str, str]]:
    """Kind, code and name of the territory (a key) and of all those that contain it, narrowest first."""
    rows = Territory.objects.filter(below__descendant=territory).narrowest_first()
    return rows.values_list("kind", "code", "name")


def descendants_of(territory: Territory) -> TerritoryQuerySet:
    """The territory and all those that it contains, narrowest first."""
    return Territory.objects.filter(above__ancestor=territory).narrowest_first()


def members_of(territory: Territory) -> TerritoryQuerySet:
    """The territories stated to be directly inside this one."""
    return Territory.objects.filter(above__ancestor=territory, above__depth=1).narrowest_first()


def contains(ancestor: Territory, descendant: Territory) -> bool:
    """Tell whether the first territory contains the second (each contains itself)."""
    return TerritoryClosure.objects.filter(ancestor=ancestor, descendant=descendant).exists()
