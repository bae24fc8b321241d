"""Who reads what in the conversation of a referral: four circles, three sides. Pure."""

from collections.abc import Collection
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.messaging.enums import Circle


class Side(models.TextChoices):
    """From which side somebody looks at a referral."""

    HOLDER = "holder", _("Porteur")
    ORGANISATION = "organisation", _("Organisme")
    DESK = "desk", _("Ville")


READS: dict[str, tuple[str, ...]] = {
    Side.HOLDER: (Circle.EVERYONE,),
    Side.ORGANISATION: (Circle.EVERYONE, Circle.TEAM, Circle.ORGANISATION),
    Side.DESK: (Circle.EVERYONE, Circle.TEAM, Circle.DESK),
}

# In the conversation that a group shares, nobody keeps a note for one side alone: each has its own place.
SHARED = (Circle.EVERYONE, Circle.TEAM)

WORDS: dict[str, Any] = {
    Circle.EVERYONE: _("Tout le monde : le porteur, l’organisme et la ville"),
    Circle.TEAM: _("L’organisme et la ville, pas le porteur"),
    Circle.ORGANISATION: _("Mon organisme seulement"),
    Circle.DESK: _("La ville seulement"),
}
BADGES: dict[str, Any] = {
    Circle.EVERYONE: _("Visible par tous"),
    Circle.TEAM: _("Visible par l’organisme et la ville"),
    Circle.ORGANISATION: _("Visible par votre organisme"),
    Circle.DESK: _("Visible par la ville"),
}

GROUP_WORDS: dict[str, Any] = {
    Circle.EVERYONE: _("Tout le monde : le porteur, les organismes du groupe et la ville"),
    Circle.TEAM: _("Les organismes du groupe et la ville, pas le porteur"),
}
GROUP_BADGES: dict[str, Any] = {
    Circle.EVERYONE: _("Visible par tous"),
    Circle.TEAM: _("Visible par les organismes du groupe et la ville"),
}


def readable_by(sides: Collection[str]) -> frozenset[str]:
    """Return the circles that somebody on these sides may read."""
    return frozenset(circle for side in sides for circle in READS[side])


def may_write(side: str, circle: str) -> bool:
    """One writes only where one reads."""
    return circle in READS.get(side, ())


def choices_for(side: str) -> list[tuple[str, str]]:
    """Return the circles that a side may choose, widest first, in words."""
    return [(circle, str(WORDS[circle])) for circle in READS[side]]


def shared_circles(sides: Collection[str]) -> frozenset[str]:
    """Return the circles that somebody on these sides may read in the conversation of a group."""
    return readable_by(sides) & frozenset(SHARED)


def may_write_to_group(side: str, circle: str) -> bool:
    """In the conversation of a group, one writes only where others read."""
    return circle in SHARED and may_write(side, circle)


def group_choices_for(side: str) -> list[tuple[str, str]]:
    """Return the circles that a side may choose in the conversation of a group, in words."""
    return [(circle, str(GROUP_WORDS[circle])) for circle in READS[side] if circle in SHARED]
