"""What the pages that compose several apps read, in as few queries as they can."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import ngettext_lazy

from terreau.council.enums import SessionState
from terreau.council.models import Session
from terreau.directory.enums import Family
from terreau.directory.models import Organisation
from terreau.kernel import clock
from terreau.kernel.prepared import prepared
from terreau.partnerships.enums import CharterState, PartyRole
from terreau.partnerships.models import Charter, Party
from terreau.territories.queries import operator

# The families of the social and solidarity economy, in the words of a count.
FAMILY_WORDS = {
    Family.ASSOCIATION: ngettext_lazy("association", "associations", "n"),
    Family.COOPERATIVE: ngettext_lazy("coopérative", "coopératives", "n"),
    Family.MUTUAL: ngettext_lazy("mutuelle", "mutuelles", "n"),
    Family.FOUNDATION: ngettext_lazy("fondation", "fondations", "n"),
    Family.SOCIAL_COMPANY: ngettext_lazy("entreprise sociale", "entreprises sociales", "n"),
}
FAMILIES_SHOWN = 3
PROMISES_SHOWN = 4
MEETINGS_SHOWN = 3
MEETINGS_READ = 50


@dataclass(frozen=True)
class Figures:
    """How many organisations the town has, and its largest families."""

    organisations: int
    families: list[dict[str, Any]]
    query: str  # the filter of the directory that shows the same ones


@dataclass(frozen=True)
class Meeting:
    """A date that everybody may come to."""

    title: str
    day: Any
    starts_at: Any
    place: str
    key: str


def local_figures() -> Figures:
    """Count the listed organisations of the operator's territory, by family, in one query."""
    counts = dict(_families_in(commune=operator().territory_id))
    families = [
        {"value": family, "label": FAMILY_WORDS[Family(family)] % {"n": count}, "count": count}
        for family, count in counts.items()
        if family in FAMILY_WORDS
    ]
    territory = operator().territory if operator().is_set_up else None
    query = f"commune={territory.code}" if territory else ""
    return Figures(sum(counts.values()), families[:FAMILIES_SHOWN], query)


def promises() -> list[dict[str, Any]]:
    """Return the partners of the charters in force, with what they promised in a few words."""
    return [
        {
            "partner": party["organisation__name"],
            "title": party["charter__title"],
            "summary": party["charter__summary"],
            "commitments": party["promised"],
            "url": Charter(slug=party["charter__slug"]).get_absolute_url(),
        }
        for party in _partners_in_force()
    ]


def coming_meetings(limit: int = MEETINGS_SHOWN) -> list[Meeting]:
    """Return the next public sessions of the council, soonest first; `MEETINGS_READ` at most."""
    return [
        Meeting(assembly, held_on, starts_at, place, f"seance-{pk}")
        for pk, assembly, held_on, starts_at, place in _planned_sessions(day=clock.today())[:limit]
    ]


@prepared
def _families_in(commune: Any) -> QuerySet[Any]:
    here = Organisation.objects.listed().filter(commune=commune)
    return here.values_list("family").annotate(count=Count("pk")).order_by("-count")


@prepared
def _partners_in_force() -> QuerySet[Any]:
    # Columns by name: three whole tables in one GROUP BY take longer to write than to read.
    parties = Party.objects.filter(charter__state=CharterState.IN_FORCE, role=PartyRole.PARTNER)
    columns = ("pk", "organisation__name", "charter__title", "charter__summary", "charter__slug")
    counted = parties.values(*columns).annotate(promised=Count("charter__commitments"))
    return counted.order_by("-charter__in_force_from", "charter_id", "order")[:PROMISES_SHOWN]


@prepared
def _planned_sessions(day: Any) -> QuerySet[Any]:
    sessions = Session.objects.filter(held_on__gte=day, state=SessionState.PLANNED)
    rows = sessions.order_by("held_on", "starts_at")
    return rows.values_list("pk", "assembly__name", "held_on", "starts_at", "place")[:MEETINGS_READ]
