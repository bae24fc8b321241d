"""The register of deliberations, the sessions and the members."""

import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import ExtractYear, Length

from terreau.council import law, town
from terreau.council.enums import VOTED_STATES, DeliberationState
from terreau.council.models import Assembly, Deliberation, Mandate, Session
from terreau.search.queries import Query, keys
from terreau.territories.enums import TerritoryKind
from terreau.territories.queries import operator

IN_ORDER = (Length("number"), "number")  # 9 before 10
_A_YEAR = re.compile(r"[1-9][0-9]{3}")


@dataclass(frozen=True)
class Filters:
    """What a visitor asks of the register."""

    text: str = ""
    year: str = ""
    state: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.year or self.state)


@dataclass(frozen=True)
class Register:
    """A selection of the register, and how it divides."""

    deliberations: QuerySet[Deliberation]
    years: list[dict[str, Any]] = field(default_factory=list)
    states: list[dict[str, Any]] = field(default_factory=list)


def register(filters: Filters) -> Register:
    """Return the published deliberations that match, newest first, with their years and results."""
    matching, year, state = _conditions(filters)
    return Register(
        deliberations=matching.filter(year & state)
        .select_related("session", "rapporteur")
        .order_by("-session__held_on", *IN_ORDER),
        years=_years(matching.filter(state), filters),
        states=_states(matching.filter(year), filters),
    )


def deliberations_matching(filters: Filters) -> QuerySet[Deliberation]:
    """Return the published deliberations that match, with their session, without any count."""
    matching, year, state = _conditions(filters)
    return matching.filter(year & state).select_related("session")


def _conditions(filters: Filters) -> tuple[QuerySet[Deliberation], Q, Q]:
    """Return what the words keep, and what the year and the result ask for."""
    matching = Deliberation.objects.published()
    if filters.text:
        matching = matching.filter(pk__in=list(keys("deliberation", Query(text=filters.text))))
    year = Q(session__held_on__year=int(filters.year)) if _A_YEAR.fullmatch(filters.year) else Q()
    state = Q(state=filters.state) if filters.state in VOTED_STATES else Q()
    return matching, year, state


def _years(deliberations: QuerySet[Deliberation], filters: Filters) -> list[dict[str, Any]]:
    rows = (
        deliberations.order_by()
        .annotate(year=ExtractYear("session__held_on"))
        .values("year")
        .annotate(count=Count("pk"))
        .order_by("-year")
    )
    return [
        {
            "value": str(row["year"]),
            "label": str(row["year"]),
            "count": row["count"],
            "selected": filters.year == str(row["year"]),
        }
        for row in rows
    ]


def _states(deliberations: QuerySet[Deliberation], filters: Filters) -> list[dict[str, Any]]:
    rows = deliberations.order_by().values("state").annotate(count=Count("pk")).order_by("state")
    return [
        {
            "value": row["state"],
            "label": str(DeliberationState(row["state"]).label),
            "count": row["count"],
            "selected": filters.state == row["state"],
        }
        for row in rows
    ]


def latest_published(count: int = 20) -> QuerySet[Deliberation]:
    """Return the deliberations published last, for the feed."""
    return Deliberation.objects.published().select_related("session").order_by("-published_at")[:count]


def deliberations() -> QuerySet[Deliberation]:
    """Return deliberations with all that their page shows."""
    return Deliberation.objects.select_related("session__assembly", "rapporteur")


def sessions() -> QuerySet[Session]:
    """Return sessions, newest first, with the number of their items."""
    return (
        Session.objects.select_related("assembly")
        .annotate(items=Count("deliberations", filter=~Q(deliberations__state=DeliberationState.WITHDRAWN)))
        .order_by("-held_on")
    )


def agenda(session: Session) -> QuerySet[Deliberation]:
    """Return the items of a session in order."""
    return session.deliberations.select_related("rapporteur").order_by(*IN_ORDER, "pk")


def council() -> Assembly | None:
    """Return the assembly that sits today: the last one described, a new mandate may bring a new size."""
    return Assembly.objects.order_by("-pk").first()


def proposed_size() -> dict[str, law.Finding[int]]:
    """Return what the law gives to the council of this commune; nothing when its population is unknown."""
    here = operator()
    if not here.is_set_up or here.territory.kind != TerritoryKind.COMMUNE or not here.territory.population:
        return {}
    population = here.territory.population
    return {
        "seats": law.seats(population=population, reading=town.reading()),
        "clear_days": law.clear_days_required(population=population),
    }


def roster(assembly: Assembly) -> QuerySet[Mandate]:
    """Return the mandates, those in force first."""
    return assembly.mandates.order_by(
        F("until").desc(nulls_first=True), "-presides", "last_name", "first_name"
    )


def adopted_or_pending() -> QuerySet[Deliberation]:
    """Return the deliberations that another act may stand on: not withdrawn, not rejected."""
    return Deliberation.objects.exclude(
        state__in=[DeliberationState.WITHDRAWN, DeliberationState.REJECTED]
    ).select_related("session")
