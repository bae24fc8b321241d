"""Why a team takes no new demand on a day: out of reach, away, paused, full, or full for the month."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext_lazy

from terreau.accompaniment.matching.inputs import OfferInput
from terreau.kernel.typography import date_in_words

# A “month” is the day itself and the 29 before it.
ROLLING_DAYS = 30


class Obstacle(StrEnum):
    """What keeps a new demand from a team; the first that holds is the one said."""

    UNREACHABLE = "unreachable"
    AWAY = "away"
    PAUSED = "paused"
    FULL = "full"
    MONTH_FULL = "month_full"


SENTENCES: dict[str, Any] = {
    Obstacle.UNREACHABLE: gettext_lazy("Plus personne ne lit les demandes : ni boîte commune, ni membre."),
    Obstacle.AWAY: gettext_lazy("L’équipe est absente jusqu’au %(until)s."),
    Obstacle.PAUSED: gettext_lazy("L’offre ne prend pas de nouvelle demande jusqu’au %(until)s."),
    Obstacle.FULL: gettext_lazy("L’équipe n’a plus de place (demandes suivies : %(load)s)."),
    Obstacle.MONTH_FULL: gettext_lazy(
        "L’équipe a déjà reçu %(recent)s demandes en 30 jours : c’est le plus qu’elle prend."
    ),
}
VISIBLE_IF: dict[str, Any] = {
    Obstacle.UNREACHABLE: gettext_lazy("si l’équipe retrouvait une boîte commune ou un membre"),
    Obstacle.AWAY: gettext_lazy("à partir du retour de l’équipe, après le %(until)s"),
    Obstacle.PAUSED: gettext_lazy("à partir de la reprise, après le %(until)s"),
    Obstacle.FULL: gettext_lazy("si une place se libérait dans l’équipe"),
    Obstacle.MONTH_FULL: gettext_lazy("quand 30 jours auront passé depuis la plus ancienne de ces demandes"),
}
# In two words, beside an offer in a table.
OBSTACLE_WORDS: dict[str, Any] = {
    Obstacle.UNREACHABLE: gettext_lazy("plus personne ne lit les demandes"),
    Obstacle.AWAY: gettext_lazy("équipe absente"),
    Obstacle.PAUSED: gettext_lazy("en pause"),
    Obstacle.FULL: gettext_lazy("équipe complète"),
    Obstacle.MONTH_FULL: gettext_lazy("complète sur 30 jours"),
}


@dataclass(frozen=True)
class Room:
    """Whether a new demand may go to an offer on a day, and what keeps it from going."""

    obstacle: str = ""
    load: int = 0
    recent: int = 0
    until: dt.date | None = None

    @property
    def is_open(self) -> bool:
        return not self.obstacle

    @property
    def sentence(self) -> str:
        """Say what keeps a new demand away, in the active language; empty when nothing does."""
        return str(SENTENCES[self.obstacle]) % self._words() if self.obstacle else ""

    @property
    def visible_if(self) -> str:
        """Say when a demand may go there again; empty when it may now."""
        return str(VISIBLE_IF[self.obstacle]) % self._words() if self.obstacle else ""

    def _words(self) -> dict[str, Any]:
        until = date_in_words(self.until) if self.until else ""
        return {"load": self.load, "recent": self.recent, "until": until}


def room_of(offer: OfferInput, on: dt.date) -> Room:
    """Return whether an offer takes a new demand on that day."""
    obstacle, until = _obstacle(offer, on)
    return Room(obstacle, offer.load, offer.recent, until)


def _obstacle(offer: OfferInput, on: dt.date) -> tuple[str, dt.date | None]:
    if not offer.reachable:
        return Obstacle.UNREACHABLE, None
    if offer.away_until is not None and offer.away_until >= on:
        return Obstacle.AWAY, offer.away_until
    if offer.paused_until is not None and offer.paused_until >= on:
        return Obstacle.PAUSED, offer.paused_until
    if offer.capacity is not None and offer.load >= offer.capacity:
        return Obstacle.FULL, None
    if offer.monthly is not None and offer.recent >= offer.monthly:
        return Obstacle.MONTH_FULL, None
    return "", None
