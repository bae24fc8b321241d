"""What the officer asks: what to read, what is late, who looks like whom, and the list of all projects."""

import datetime as dt
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models import Count, Q, Value

from terreau.accounts.enums import Role
from terreau.accounts.models import RoleGrant, User
from terreau.kernel.prepared import Prepared, prepared
from terreau.kernel.text import fold
from terreau.projects.enums import ProjectState
from terreau.projects.models import Project

DUPLICATE_WINDOW = dt.timedelta(days=90)
NEAR_TITLE = 0.82


def officers_of_the_town() -> models.QuerySet[User]:
    """Return the people who may follow projects, by name."""
    officers = RoleGrant.objects.in_force().filter(role=Role.OFFICER).values("user")
    return User.objects.filter(pk__in=officers, is_active=True).order_by("last_name", "first_name", "pk")


def to_triage() -> models.QuerySet[Project]:
    """Return the projects that wait for the town to read them, the nearest promise first."""
    waiting = Project.objects.filter(state=ProjectState.SUBMITTED)
    return waiting.select_related("owner", "commune").order_by("triage_due_at", "pk")


def awaiting_completion() -> models.QuerySet[Project]:
    """Return the projects that wait for their holder, the oldest question first."""
    waiting = Project.objects.filter(state=ProjectState.TO_COMPLETE)
    return waiting.select_related("owner", "commune").order_by("completion_asked_at", "pk")


def followed_without_consent() -> models.QuerySet[Project]:
    """Return the followed projects that cannot be referred: the holder's agreement is not noted."""
    return Project.objects.filter(state=ProjectState.FOLLOWED, consent_mode="").order_by("pk")


@dataclass(frozen=True)
class ListFilters:
    """What the officer narrows the list with; an empty string narrows nothing."""

    state: str = ""
    stage: str = ""
    subject: str = ""
    commune: str = ""
    referent: str = ""
    text: str = ""
    archived: bool = False

    def narrow(self, projects: models.QuerySet[Project], *, but: str = "") -> models.QuerySet[Project]:
        """Keep the projects that match, leaving one filter aside (for the counts of its facet)."""
        projects = projects.current()  # type: ignore[attr-defined]
        found = projects if self.archived else projects.filter(archived_at=None)
        columns = {
            "state": "state",
            "stage": "stage",
            "commune": "commune__code",
            "referent": "referent",
        }
        for name, column in columns.items():
            if getattr(self, name) and name != but:
                found = found.filter(**{column: getattr(self, name)})
        if self.subject and but != "subject":
            found = found.filter(subjects__code=self.subject)
        if self.text:
            exact = Q(reference__iexact=self.text.strip()) | Q(owner__email__iexact=self.text.strip())
            found = found.filter(Q(title_folded__contains=fold(self.text)) | exact)
        return found


LIST_COLUMNS = (
    "reference",
    "title",
    "state",
    "stage",
    "submitted_at",
    "owner__first_name",
    "owner__last_name",
    "owner__email",
    "referent__first_name",
    "referent__last_name",
    "referent__email",
)
# Known by the project's own column: asked of the other table, SQLite reads every commune of France first.
FACETS = {
    "state": ("state", "state", "state"),
    "stage": ("stage", "stage", "stage"),
    "subject": ("subjects", "subjects__code", "subjects__label"),
    "commune": ("commune", "commune__code", "commune__name"),
}


def projects_for_list(filters: ListFilters | None = None) -> models.QuerySet[Project]:
    """Return the projects of the officer's list, the latest first: one query for a page of any size."""
    found = (filters or ListFilters()).narrow(Project.objects.all())
    rows = found.select_related("owner", "referent").only(*LIST_COLUMNS)
    return rows.order_by("-submitted_at", "-pk")


def list_facets(filters: ListFilters | None = None) -> dict[str, list[dict[str, Any]]]:
    """Count the projects by state, stage, subject and commune in one query, each beside the others.

    A project has a subject once, so that no join counts it twice.
    """
    counts: dict[str, list[dict[str, Any]]] = {name: [] for name in FACETS}
    filters = filters or ListFilters()
    for name, value, label, n in _facet_rows(filters)():
        selected = getattr(filters, name) == value
        counts[name].append({"value": value, "label": label, "count": n, "selected": selected})
    for options in counts.values():
        options.sort(key=lambda option: (-option["count"], str(option["label"])))
    return counts


@lru_cache(maxsize=100)
def _facet_rows(filters: ListFilters) -> Prepared:
    """Return the query that counts beside some filters: most of the time there are none."""
    parts = [
        filters.narrow(Project.objects.filter(**{f"{known}__isnull": False}), but=name)
        .order_by()
        .values_list(Value(name), value, label)
        .annotate(n=Count("*"))
        for name, (known, value, label) in FACETS.items()
    ]
    return prepared(lambda: parts[0].union(*parts[1:], all=True))


def duplicates_of(project: Project) -> list[Project]:
    """Return the projects of the last 90 days that look like this one: person, phone, SIRET, near title."""
    since = project.submitted_at - DUPLICATE_WINDOW
    around = Project.objects.current().exclude(pk=project.pk).filter(submitted_at__gte=since)
    near = {
        pk for pk, title in around.values_list("pk", "title_folded") if _is_near(project.title_folded, title)
    }
    same = Q(owner=project.owner_id) | Q(pk__in=near)
    if project.phone:
        same |= Q(phone=project.phone)
    if project.siret:
        same |= Q(siret=project.siret)
    return list(around.filter(same).select_related("owner", "commune").order_by("-submitted_at", "-pk")[:10])


def _is_near(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return (
        matcher.real_quick_ratio() >= NEAR_TITLE
        and matcher.quick_ratio() >= NEAR_TITLE
        and matcher.ratio() >= NEAR_TITLE
    )
