"""What is known of a project on a day; unknown is absent, and a stale fact is unknown."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.prepared import prepared
from terreau.projects.enums import FactKey, FactSource, ProjectState
from terreau.projects.models import Fact, Need, Project


@dataclass(frozen=True)
class KnownFact:
    """One fact in force, with where it comes from."""

    key: str
    value: Any
    source: str
    recorded_by: str
    recorded_on: dt.date
    valid_until: dt.date | None

    @property
    def label(self) -> str:
        return str(FactKey(self.key).label)

    @property
    def source_label(self) -> str:
        return str(FactSource(self.source).label)


def facts_of(project: Project, on: dt.date | None = None) -> dict[str, Any]:
    """Return what is known of the project on a day, by key: a key that is absent is unknown."""
    known: dict[str, Any] = {FactKey.STAGE.value: project.stage, FactKey.COMMUNE.value: project.commune.code}
    if project.legal_form:
        known[FactKey.LEGAL_FORM.value] = project.legal_form
    if subjects := list(open_needs_of(project).values_list("subject__code", flat=True)):
        known[FactKey.SUBJECTS.value] = subjects
    return known | {fact.key: fact.value for fact in known_facts(project, on)}


def known_facts(project: Project, on: dt.date | None = None) -> list[KnownFact]:
    """Return the recorded facts in force on a day, one a key, the latest; stale and unsaid ones left out."""
    day = on or clock.today()
    latest: dict[str, Fact] = {}
    for fact in _facts_of(project=project.pk):
        if fact.recorded_at.astimezone(clock.PARIS).date() <= day:
            latest[fact.key] = fact
    return [
        KnownFact(
            fact.key,
            fact.value,
            fact.source,
            fact.recorded_by,
            fact.recorded_at.astimezone(clock.PARIS).date(),
            fact.valid_until,
        )
        for fact in sorted(latest.values(), key=lambda fact: fact.key)
        if fact.value is not None and (fact.valid_until is None or fact.valid_until >= day)
    ]


@prepared
def _facts_of(project: Any) -> models.QuerySet[Fact]:
    return Fact.objects.filter(project=project).order_by("recorded_at", "pk")


def open_needs_of(project: Project) -> models.QuerySet[Need]:
    """Return the needs of a project that are not closed, the most urgent first."""
    urgency = models.Case(models.When(urgency="now", then=0), models.When(urgency="soon", then=1), default=2)
    needs = project.needs.filter(closed_at=None).select_related("subject")
    return needs.order_by(urgency, "created_at", "pk")


def missing_before_referral(project: Project) -> list[str]:
    """Return what keeps a project from being sent to an organisation, as sentences; empty when nothing."""
    missing = []
    if project.state != ProjectState.FOLLOWED:
        missing.append(_("Le projet n’est pas accompagné par la ville."))
    if not project.consent_mode:
        missing.append(_("L’accord du porteur n’est pas noté : sa forme et sa date sont nécessaires."))
    return missing
