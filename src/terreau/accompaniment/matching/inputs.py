"""What the evaluation reads: plain values, so that a stored snapshot is enough to replay it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

IN, NOT_IN, AT_LEAST, AT_MOST, TRUE, FALSE = "in", "not_in", "at_least", "at_most", "true", "false"
MOST_RELEVANT = 4
OPERATORS = (IN, NOT_IN, AT_LEAST, AT_MOST, TRUE, FALSE)


@dataclass(frozen=True)
class Criterion:
    """One eligibility rule of an offer, on one fact of the project."""

    fact: str
    operator: str
    value: Any = None
    label_fr: str = ""
    label_en: str = ""

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Criterion":
        """Read a criterion as an offer stores it."""
        return cls(
            fact=str(row.get("fact", "")),
            operator=str(row.get("is", "")),
            value=row.get("value"),
            label_fr=str(row.get("label_fr", "")),
            label_en=str(row.get("label_en", "")),
        )

    def write(self) -> dict[str, Any]:
        """Return the criterion as an offer stores it."""
        return {
            "fact": self.fact,
            "is": self.operator,
            "value": self.value,
            "label_fr": self.label_fr,
            "label_en": self.label_en,
        }


@dataclass(frozen=True)
class NeedInput:
    """A need as the evaluation sees it; None is unknown."""

    key: int
    subject: str
    stage: str | None
    # Every perimeter that holds the project's commune, with its distance (0 = the commune itself).
    perimeters: dict[int, int] | None
    on: dt.date


@dataclass(frozen=True)
class OfferInput:
    """An offer as the evaluation sees it, with the load of its team on that day."""

    key: int
    team: int
    organisation: int
    title: str
    perimeter: int
    perimeter_name: str
    subjects: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    capacity: int | None = None
    load: int = 0
    # Demands of the last 30 days, and how many the team takes in that time.
    recent: int = 0
    monthly: int | None = None
    # Last day of an absence of the team that holds on the day, and of a pause of the offer.
    away_until: dt.date | None = None
    paused_until: dt.date | None = None
    # Somebody would read a demand.
    reachable: bool = True
    # Somebody confirmed what it says, within its own rhythm.
    fresh: bool = True
    # How much the words of the need are those of the offer, from 0 to MOST_RELEVANT, beside the others.
    relevance: int = 0
