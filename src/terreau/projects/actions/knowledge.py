"""What is known of a project: its description, its needs, its facts, the holder's agreement."""

import datetime as dt
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from terreau.accounts import actions as accounts
from terreau.accounts.models import User
from terreau.directory.models import Subject
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.kernel.text import fold
from terreau.projects.actions.sheet import refresh_sheet
from terreau.projects.enums import (
    DERIVED_FACTS,
    OPEN_STATES,
    VALIDITY_DAYS,
    ConsentMode,
    FactKey,
    FactSource,
    Urgency,
)
from terreau.projects.models import Fact, Need, Project
from terreau.projects.signals import need_opened

By = User | Actor

EDITABLE = frozenset(
    {"title", "summary", "story", "stage", "commune", "publics", "legal_form", "phone"}
    | {"contact_preference", "siret", "carrier"}
)


@transaction.atomic
def edit(*, project: Project, version: int, by: By, **facts: Any) -> Project:
    """Change the description of a project, unless somebody else changed it meanwhile."""
    unknown = set(facts) - EDITABLE
    if unknown:
        raise ValueError(f"Not editable: {sorted(unknown)}")
    changed = sorted(name for name, value in facts.items() if getattr(project, name) != value)
    if not changed:
        return project
    if "title" in facts:
        facts["title_folded"] = fold(facts["title"])[:160]
    same = Project.objects.filter(pk=project.pk, version=version)
    if not same.update(version=F("version") + 1, updated_at=clock.now(), **facts):
        raise StaleObject(
            _(
                "Quelqu’un vient de modifier ce projet. Rien de ce que vous avez écrit n’est effacé : "
                "ouvrez le projet dans un autre onglet pour comparer."
            )
        )
    project.refresh_from_db()
    refresh_sheet(project=project)
    journal.write(verb="project.edited", target=project, by=by, project=project, data={"fields": changed})
    return project


@transaction.atomic
def open_need(
    *, project: Project, subject: Subject, by: By, urgency: str = Urgency.SOON, text: str = ""
) -> Need:
    """Add a need to a project."""
    if project.state not in OPEN_STATES:
        raise RuleBroken(_("Ce projet n’est plus suivi : proposez-en un nouveau pour ce besoin."))
    need = add_need(project=project, subject=subject, urgency=urgency, text=text, by=by)
    follow_subjects(project=project)
    refresh_sheet(project=project)
    transaction.on_commit(partial(need_opened.send, sender=Need, need=need))
    return need


def add_need(*, project: Project, subject: Subject, urgency: str, text: str, by: By) -> Need:
    """Create the row, its line in the journal and its place in the trace."""
    try:
        with transaction.atomic():
            need = Need.objects.create(
                project=project, subject=subject, urgency=urgency, text=text, created_at=clock.now()
            )
    except IntegrityError:
        raise RuleBroken(_("Ce besoin est déjà noté pour ce projet.")) from None
    journal.write(verb="need.opened", target=need, by=by, project=project, data={"subject": subject.code})
    journal.link(source=project, target=need, kind=LinkKind.LED_TO, by=by)
    return need


@transaction.atomic
def close_need(*, need: Need, by: By) -> Need:
    """Close a need: it is met, or no longer felt."""
    now = clock.now()
    if not Need.objects.filter(pk=need.pk, closed_at=None).update(closed_at=now):
        raise StaleObject(_("Ce besoin est déjà refermé : rechargez la page."))
    need.closed_at = now
    follow_subjects(project=need.project)
    refresh_sheet(project=need.project)
    journal.write(verb="need.closed", target=need, by=by, project=need.project_id)
    return need


def follow_subjects(*, project: Project) -> None:  # by nobody: part of the other verbs
    """Keep the subjects of a project equal to those of its open needs."""
    project.subjects.set(project.needs.filter(closed_at=None).values_list("subject_id", flat=True))


@transaction.atomic
def record_fact(
    *,
    project: Project,
    key: str,
    value: Any,
    by: By,
    source: str = FactSource.DECLARED,
    valid_until: dt.date | None = None,
) -> Fact:
    """Note something known of a project; None says that it is not known (any more)."""
    if key in DERIVED_FACTS:
        raise RuleBroken(_("Cette information se lit sur la fiche du projet : modifiez la fiche."))
    fact = add_fact(project=project, key=key, value=value, source=source, by=by, valid_until=valid_until)
    journal.write(verb="fact.recorded", target=project, by=by, project=project, data={"key": str(key)})
    return fact


def add_fact(
    *, project: Project, key: str, value: Any, source: str, by: By, valid_until: dt.date | None = None
) -> Fact:
    """Create the row, with the usual validity of its kind."""
    kind = FactKey(key)
    days = VALIDITY_DAYS.get(kind)
    if valid_until is None and days is not None:
        valid_until = clock.today() + dt.timedelta(days=days)
    return Fact.objects.create(
        project=project,
        key=kind,
        value=value,
        source=source,
        recorded_at=clock.now(),
        recorded_by=Actor.of(by).label[:200],
        valid_until=valid_until,
    )


@transaction.atomic
def confirm_fact(*, fact: Fact, by: By, source: str = FactSource.DECLARED) -> Fact:
    """Say that something told before is still exact: it counts again, from today, for its usual time."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=fact.project_id)
    latest = project.facts.filter(key=fact.key).order_by("recorded_at", "pk").last()
    if latest is None or latest.value is None or latest.value != fact.value:
        raise StaleObject(
            _("Cette information a changé entre-temps : relisez-la avant de dire qu’elle est exacte.")
        )
    if latest != fact:
        return latest  # the same button pressed twice
    told = add_fact(project=project, key=fact.key, value=fact.value, source=source, by=by)
    journal.write(verb="fact.confirmed", target=project, by=by, project=project, data={"key": fact.key})
    return told


@transaction.atomic
def note_consent(*, project: Project, mode: str, on: dt.date, text: str, by: By) -> Project:
    """Note how and when the holder agreed to be followed; nothing is sent to anybody before."""
    if on > clock.today():
        raise RuleBroken(_("L’accord ne peut pas porter une date à venir."), field="consent_on")
    Project.objects.filter(pk=project.pk).update(consent_mode=mode, consent_on=on)
    project.consent_mode, project.consent_on = mode, on
    label = ConsentMode(mode).label
    accounts.record_consent(
        user=project.owner, scope=f"projects.follow:{project.reference}", text=f"{text} ({label})", by=by
    )
    journal.write(
        verb="project.consent_noted", target=project, by=by, project=project, data={"mode": str(mode)}
    )
    return project
