"""Reads of the places: where an organisation is, and whether its door is open."""

from dataclasses import dataclass

from terreau.directory.models import Organisation, Place
from terreau.directory.opening import DayHours, state_in_words, week_of


@dataclass(frozen=True)
class Door:
    """One place as a page shows it: the main one first, then the others."""

    name: str
    address: str
    postal_code: str
    commune: str
    position: tuple[float, float] | None  # latitude, longitude in degrees
    week: list[DayHours]
    now: str
    access_note: str = ""

    @property
    def has_address(self) -> bool:
        return bool(self.address or self.postal_code or self.commune)


def doors_of(organisation: Organisation, places: list[Place]) -> list[Door]:
    """The places of an organisation, its main one first; one without anything to say is left out."""
    doors = [_door("", organisation, "")] + [_door(one.name, one, one.access_note) for one in places]
    return [door for door in doors if door.has_address or door.week]


def positions_of(doors: list[Door]) -> list[tuple[float, float]]:
    """The positions that are known: latitude, longitude in degrees."""
    return [door.position for door in doors if door.position is not None]


def _door(name: str, at: Organisation | Place, access_note: str) -> Door:
    position = (at.lat, at.lon) if at.lat is not None and at.lon is not None else None
    return Door(
        name=name,
        address=at.address,
        postal_code=at.postal_code,
        commune=at.commune.name if at.commune else "",
        position=position,
        week=week_of(at.opening_hours),
        now=state_in_words(at.opening_hours),
        access_note=access_note,
    )
