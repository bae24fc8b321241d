"""What is known of a project on a day; unknown is absent, and a stale fact is unknown."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from terreau.kernel import clock, typography
from terreau.kernel.prepared import prepared
from terreau.projects.enums import FactKey, FactSource, ProjectState
from terreau.projects.models import Fact, Need, Project


@dataclass(frozen=True)
class KnownFact:
    """One thing somebody said of a project, with where it comes from, and whether it still counts."""

    number: int
    key: str
    value: Any
    source: str
    recorded_by: str
    recorded_on: dt.date
    valid_until: dt.date | None
    is_stale: bool

    @property
    def label(self) -> str:
        return str(FactKey(self.key).label)

    @property
    def source_label(self) -> str:
        return str(FactSource(self.source).label)

    @property
    def said(self) -> str:
        """The value as people say it."""
        if self.value is None:
            return _("pas connu")
        if isinstance(self.value, bool):
            return _("oui") if self.value else _("non")
        return typography.number(self.value) if isinstance(self.value, int | float) else str(self.value)


@dataclass(frozen=True)
class FactHistory:
    """All that was ever said of one thing, the latest first: only the first counts."""

    label: str
    told: list[KnownFact]


def facts_of(project: Project, on: dt.date | None = None) -> dict[str, Any]:
    """Return what is known of the project on a day, by key: a key that is absent is unknown."""
    subjects = list(open_needs_of(project).values_list("subject__code", flat=True))
    return _stated(project, subjects) | {fact.key: fact.value for fact in known_facts(project, on)}


def facts_of_many(projects: Iterable[Project], on: dt.date) -> dict[int, dict[str, Any]]:
    """Return what is known of several projects on a day, as `facts_of` says it of one: two queries."""
    rows = {project.pk: project for project in projects}
    subjects: dict[int, list[str]] = defaultdict(list)
    open_needs = Need.objects.filter(project__in=list(rows), closed_at=None)
    for project, code in _most_urgent_first(open_needs).values_list("project_id", "subject__code"):
        subjects[project].append(code)
    recorded: dict[int, list[Fact]] = defaultdict(list)
    for fact in Fact.objects.filter(project__in=list(rows)).order_by("recorded_at", "pk"):
        recorded[fact.project_id].append(fact)
    return {
        key: _stated(project, subjects[key]) | {fact.key: fact.value for fact in _in_force(recorded[key], on)}
        for key, project in rows.items()
    }


def _stated(project: Project, subjects: list[str]) -> dict[str, Any]:
    """Return what the fields of a project and its open needs say."""
    known: dict[str, Any] = {FactKey.STAGE.value: project.stage, FactKey.COMMUNE.value: project.commune.code}
    if project.legal_form:
        known[FactKey.LEGAL_FORM.value] = project.legal_form
    if subjects:
        known[FactKey.SUBJECTS.value] = subjects
    return known


def known_facts(project: Project, on: dt.date | None = None) -> list[KnownFact]:
    """Return the recorded facts in force on a day, one a key, the latest; stale and unsaid ones left out."""
    return [fact for fact in told_facts(project, on) if not fact.is_stale]


def told_facts(project: Project, on: dt.date | None = None) -> list[KnownFact]:
    """Return the last word on each thing, the stale ones too: they count for nothing until confirmed."""
    day = on or clock.today()
    return [_read(fact, day) for fact in _latest(_facts_of(project=project.pk), day)]


def stale_facts(project: Project) -> list[KnownFact]:
    """Return what was told too long ago to count: somebody says whether it is still exact."""
    return [fact for fact in told_facts(project) if fact.is_stale]


def fact_histories(project: Project) -> list[FactHistory]:
    """Return who said what of a project and when, thing by thing, in the order of the form."""
    day = clock.today()
    told: dict[str, list[KnownFact]] = defaultdict(list)
    for fact in _facts_of(project=project.pk):
        told[fact.key].insert(0, _read(fact, day))
    return [FactHistory(str(key.label), told[key.value]) for key in FactKey if key.value in told]


def _read(fact: Fact, day: dt.date) -> KnownFact:
    return KnownFact(
        number=fact.pk,
        key=fact.key,
        value=fact.value,
        source=fact.source,
        recorded_by=fact.recorded_by,
        recorded_on=fact.recorded_at.astimezone(clock.PARIS).date(),
        valid_until=fact.valid_until,
        is_stale=not _holds(fact, day),
    )


def _in_force(recorded: Iterable[Fact], day: dt.date) -> list[Fact]:
    """Return, of facts in the order they were recorded, the last of each key that holds on a day."""
    return [fact for fact in _latest(recorded, day) if _holds(fact, day)]


def _latest(recorded: Iterable[Fact], day: dt.date) -> list[Fact]:
    """Return the last word on each key by a day, by key; one that says “not known” is left out."""
    latest: dict[str, Fact] = {}
    for fact in recorded:
        if fact.recorded_at.astimezone(clock.PARIS).date() <= day:
            latest[fact.key] = fact
    return [fact for _key, fact in sorted(latest.items()) if fact.value is not None]


def _holds(fact: Fact, day: dt.date) -> bool:
    return fact.valid_until is None or fact.valid_until >= day


@prepared
def _facts_of(project: Any) -> models.QuerySet[Fact]:
    return Fact.objects.filter(project=project).order_by("recorded_at", "pk")


def open_needs_of(project: Project) -> models.QuerySet[Need]:
    """Return the needs of a project that are not closed, the most urgent first."""
    return _most_urgent_first(project.needs.filter(closed_at=None).select_related("subject"))


def _most_urgent_first(needs: models.QuerySet[Need]) -> models.QuerySet[Need]:
    urgency = models.Case(models.When(urgency="now", then=0), models.When(urgency="soon", then=1), default=2)
    return needs.order_by(urgency, "created_at", "pk")


def missing_before_referral(project: Project) -> list[str]:
    """Return what keeps a project from being sent to an organisation, as sentences; empty when nothing."""
    missing = []
    if project.state != ProjectState.FOLLOWED:
        missing.append(_("Le projet n’est pas accompagné par la ville."))
    if not project.consent_mode:
        missing.append(_("L’accord du porteur n’est pas noté : sa forme et sa date sont nécessaires."))
    return missing
