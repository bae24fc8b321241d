"""A proposal becomes a project: once, with its needs, its facts, its promise and its receipt."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, cast

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts import actions as accounts
from terreau.accounts.models import User
from terreau.directory.models import Subject
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.text import fold, unique_slug
from terreau.messaging import actions as messaging
from terreau.projects.actions.knowledge import add_fact, add_need, follow_subjects
from terreau.projects.enums import ConsentMode, ContactPreference, FactSource, Urgency
from terreau.projects.models import IntakeDraft, Project
from terreau.projects.queries import officers_of_the_town
from terreau.projects.signals import project_submitted
from terreau.territories.calendar import default_calendar
from terreau.territories.models import Territory

By = User | Actor

TRIAGE_DAYS = 3  # business days in which the town promises to read a project
RESERVED_SLUGS = frozenset(
    {
        *("proposer", "saisir", "gerer", "completer", "rejoindre", "flux", "nouvelles"),
        *("coup-de-main", "coups-de-main"),
    }
)


@dataclass(frozen=True)
class NeedFacts:
    """One need as proposed."""

    subject: Subject
    urgency: str = Urgency.SOON
    text: str = ""


@dataclass(frozen=True)
class Proposal:
    """Everything the three screens say, checked."""

    title: str
    summary: str
    stage: str
    commune: Territory
    email: str
    first_name: str
    last_name: str
    needs: tuple[NeedFacts, ...]
    story: str = ""
    publics: str = ""
    legal_form: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    siret: str = ""
    carrier: str = ""
    phone: str = ""
    contact_preference: str = ContactPreference.EMAIL
    language: str = "fr"
    consent_text: str = ""
    consent_mode: str = ""
    consent_on: dt.date | None = None


@transaction.atomic
def submit(*, draft: IntakeDraft, proposal: Proposal, by: By | None = None) -> Project:
    """Turn a draft into a project; submitting it twice gives the same project."""
    del by  # the author is the person whose address is proved
    now = clock.now()
    if not draft.is_proved or draft.email != proposal.email:
        raise RuleBroken(
            _("Prouvez d’abord votre adresse : recopiez le code reçu par courriel."), field="code"
        )
    if not IntakeDraft.objects.filter(pk=draft.pk, submitted_at=None).update(submitted_at=now):
        draft.refresh_from_db()
        return cast("Project", draft.project)
    project = propose(proposal=proposal, by=None)
    # What was typed now lives in the project; a second copy would only have to be erased.
    IntakeDraft.objects.filter(pk=draft.pk).update(project=project, data={}, step="done")
    draft.refresh_from_db()
    return project


@transaction.atomic
def propose(*, proposal: Proposal, by: By | None) -> Project:
    """Propose a project in the name of its holder, whose account is opened if need be."""
    owner = _holder(proposal, by)
    project = _create(proposal, owner, entered_by=None)
    if proposal.consent_text:
        accounts.record_consent(
            user=owner, scope=f"projects.follow:{project.reference}", text=proposal.consent_text, by=owner
        )
    _record(project, "project.submitted", by=owner)
    return project


@transaction.atomic
def enter(*, proposal: Proposal, by: User) -> Project:
    """Type in a project told by telephone or at the desk, in the name of its holder."""
    owner = _holder(proposal, by)
    project = _create(proposal, owner, entered_by=by)
    if proposal.consent_mode:
        text = _("%(text)s (accord donné : %(mode)s)") % {
            "text": proposal.consent_text,
            "mode": ConsentMode(proposal.consent_mode).label,
        }
        accounts.record_consent(user=owner, scope=f"projects.follow:{project.reference}", text=text, by=by)
    _record(project, "project.entered", by=by)
    return project


def _holder(proposal: Proposal, by: By | None) -> User:
    return accounts.ensure_user(
        email=proposal.email,
        first_name=proposal.first_name,
        last_name=proposal.last_name,
        language=proposal.language,
        by=by,
    )


def _told_name(proposal: Proposal, owner: User) -> str:
    """Return the name given with the project when the address already belongs to somebody else."""
    told = f"{proposal.first_name} {proposal.last_name}".strip()
    return "" if not told or fold(told) == fold(owner.full_name) else told[:170]


def _create(proposal: Proposal, owner: User, entered_by: User | None) -> Project:
    if not proposal.needs:
        raise RuleBroken(_("Dites au moins un besoin, même approximatif."))
    now = clock.now()
    project = Project.objects.create(
        slug=_slug(proposal.title),
        title=proposal.title,
        title_folded=fold(proposal.title)[:160],
        summary=proposal.summary,
        story=proposal.story,
        stage=proposal.stage,
        commune=proposal.commune,
        publics=proposal.publics,
        legal_form=proposal.legal_form,
        siret=proposal.siret,
        carrier=proposal.carrier,
        told_name=_told_name(proposal, owner),
        phone=proposal.phone,
        contact_preference=proposal.contact_preference,
        owner=owner,
        entered_by=entered_by,
        consent_mode=proposal.consent_mode,
        consent_on=proposal.consent_on,
        submitted_at=now,
        updated_at=now,
        triage_due_at=default_calendar().due_at(now, TRIAGE_DAYS),
    )
    author = entered_by or owner
    for need in proposal.needs:
        add_need(project=project, subject=need.subject, urgency=need.urgency, text=need.text, by=author)
    follow_subjects(project=project)
    source = FactSource.OFFICER if entered_by else FactSource.DECLARED
    for key, value in proposal.facts.items():
        if value is not None:
            add_fact(project=project, key=key, value=value, source=source, by=author)
    return project


def _record(project: Project, verb: str, by: User) -> None:
    journal.write(verb=verb, target=project, by=by, project=project, territory=project.commune_id, quantity=1)
    messaging.post(
        event="project.received",
        to=project.owner,
        target=project,
        by=by,
        language=project.owner.language,
    )
    for officer in officers_of_the_town():
        messaging.post(event="project.submitted_to_officers", to=officer, target=project, by=by)
    messaging.remind(target=project, kind="project.triage_due", due=project.triage_due_at, by=by)
    transaction.on_commit(partial(project_submitted.send, sender=Project, project=project))


def _slug(title: str) -> str:
    slug = unique_slug(Project.objects.all(), title)
    return f"{slug}-projet" if slug in RESERVED_SLUGS else slug
