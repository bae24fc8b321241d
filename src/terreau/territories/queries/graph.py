"""What contains what."""

from terreau.territories.models import Territory, TerritoryClosure, TerritoryQuerySet


def ancestors_of(territory: Territory) -> TerritoryQuerySet:
    """The territory and all those that contain it, narrowest first."""
    return Territory.objects.filter(below__descendant=territory).narrowest_first()


def descendants_of(territory: Territory) -> TerritoryQuerySet:
    """The territory and all those that it contains, narrowest first."""
    return Territory.objects.filter(above__ancestor=territory).narrowest_first()


def members_of(territory: Territory) -> TerritoryQuerySet:
    """The territories stated to be directly inside this one."""
    return Territory.objects.filter(above__ancestor=territory, above__depth=1).narrowest_first()


def contains(ancestor: Territory, descendant: Territory) -> bool:
    """Tell whether the first territory contains the second (each contains itself)."""
    return TerritoryClosure.objects.filter(ancestor=ancestor, descendant=descendant).exists()
