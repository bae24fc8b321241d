"""How good a record of the directory is: what it loses, and the sentence that says why.

The one place where quality is defined. A record starts with 100 points and loses some for what is missing
(completeness), for its age (freshness) and for the ways to reach somebody (contactability):

completeness    service: summary 15 (short: 5), subject 10, territory 10, kind 5, cost 5
                structure: summary 20 (short: 5), commune 15, number 10, address 5, family 5
freshness       service: unknown or beyond two years 25, beyond a year 15, beyond six months 5
                structure: 20, 10, 5
contactability  service: nobody 30, one way only 10
                structure: nobody 25, one way only 5

data·inclusion writes quality from 0 to 1: ours is the points left, divided by 100.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SHORT = 40
HALF_A_YEAR, A_YEAR, TWO_YEARS = dt.timedelta(days=183), dt.timedelta(days=365), dt.timedelta(days=731)


class Band(TextChoices):
    """How a number of points reads."""

    GOOD = "good", gettext_lazy("bonne")
    FAIR = "fair", gettext_lazy("moyenne")
    POOR = "poor", gettext_lazy("faible")


@dataclass(frozen=True)
class Loss:
    """Points lost, and why."""

    points: int
    sentence: str


@dataclass(frozen=True)
class Quality:
    """What a record lost."""

    losses: tuple[Loss, ...]

    @property
    def points(self) -> int:
        """What is left of 100."""
        return max(0, 100 - sum(loss.points for loss in self.losses))

    @property
    def score(self) -> float:
        """The same from 0 to 1, as data·inclusion writes it."""
        return self.points / 100

    @property
    def band(self) -> Band:
        """Good from 80 points on, poor below 50."""
        return Band.GOOD if self.points >= 80 else Band.FAIR if self.points >= 50 else Band.POOR


@dataclass(frozen=True)
class ServiceFacts:
    """What the quality of a service is judged on."""

    summary: str
    has_kind: bool
    has_subject: bool
    has_territory: bool
    has_cost: bool
    ways: tuple[str, ...]  # address, telephone, page
    as_of: dt.date | None


@dataclass(frozen=True)
class StructureFacts:
    """What the quality of a structure is judged on."""

    summary: str
    has_commune: bool
    has_address: bool
    has_number: bool  # SIRET, SIREN or RNA
    has_family: bool
    ways: tuple[str, ...]  # address, telephone, site
    as_of: dt.date | None


def service_quality(facts: ServiceFacts, today: dt.date) -> Quality:
    """Judge a service."""
    return _judged(
        (
            *_summary(facts.summary, 15),
            *_missing(
                facts.has_subject, 10, _("Aucun sujet connu : on ne sait pas à quel besoin il répond.")
            ),
            *_missing(facts.has_territory, 10, _("Le territoire couvert n’est pas dit.")),
            *_missing(facts.has_kind, 5, _("La nature du soutien n’est pas dite.")),
            *_missing(facts.has_cost, 5, _("Ce que cela coûte n’est pas dit.")),
            *_age(facts.as_of, today, (25, 15, 5)),
            *_contact(facts.ways, (30, 10)),
        )
    )


def structure_quality(facts: StructureFacts, today: dt.date) -> Quality:
    """Judge a structure."""
    return _judged(
        (
            *_summary(facts.summary, 20),
            *_missing(facts.has_commune, 15, _("La commune n’est pas connue.")),
            *_missing(facts.has_number, 10, _("Ni SIREN, ni SIRET, ni numéro RNA.")),
            *_missing(facts.has_address, 5, _("L’adresse postale manque.")),
            *_missing(facts.has_family, 5, _("La forme juridique n’est pas précisée.")),
            *_age(facts.as_of, today, (20, 10, 5)),
            *_contact(facts.ways, (25, 5)),
        )
    )


def _judged(losses: Iterable[Loss]) -> Quality:
    return Quality(tuple(sorted(losses, key=lambda loss: -loss.points)))


def _missing(is_there: bool, points: int, sentence: str) -> list[Loss]:  # noqa: FBT001 - read as a table
    return [] if is_there else [Loss(points, sentence)]


def _summary(text: str, points: int) -> list[Loss]:
    if not text:
        return [Loss(points, _("Aucune présentation."))]
    return [] if len(text) >= SHORT else [Loss(5, _("La présentation tient en quelques mots seulement."))]


def _age(as_of: dt.date | None, today: dt.date, points: tuple[int, int, int]) -> list[Loss]:
    oldest, old, ageing = points
    if as_of is None:
        return [Loss(oldest, _("La date de mise à jour n’est pas connue."))]
    age = today - as_of
    if age > TWO_YEARS:
        return [Loss(oldest, _("Pas de mise à jour depuis plus de deux ans."))]
    if age > A_YEAR:
        return [Loss(old, _("Pas de mise à jour depuis plus d’un an."))]
    return [Loss(ageing, _("Pas de mise à jour depuis plus de six mois."))] if age > HALF_A_YEAR else []


def _contact(ways: tuple[str, ...], points: tuple[int, int]) -> list[Loss]:
    nobody, single = points
    known = sum(bool(way) for way in ways)
    if not known:
        return [Loss(nobody, _("Aucun moyen de joindre quelqu’un."))]
    return [Loss(single, _("Un seul moyen de joindre quelqu’un."))] if known == 1 else []
