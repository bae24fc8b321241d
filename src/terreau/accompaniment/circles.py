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


def readable_by(sides: Collection[str]) -> frozenset[str]:
    """Return the circles that somebody on these sides may read."""
    return frozenset(circle for side in sides for circle in READS[side])


def may_write(side: str, circle: str) -> bool:
    """One writes only where one reads."""
    return circle in READS.get(side, ())


def choices_for(side: str) -> list[tuple[str, str]]:
    """Return the circles that a side may choose, widest first, in words."""
    return [(circle, str(WORDS[circle])) for circle in READS[side]]
