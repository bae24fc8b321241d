"""The town reads a project and decides: every way out has an author, a date and words for the holder."""

from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging import links
from terreau.projects.actions.handover import refuse_unless_officer
from terreau.projects.actions.news import watch
from terreau.projects.actions.proposal import TRIAGE_DAYS
from terreau.projects.enums import ProjectState, Verdict
from terreau.projects.models import Decision, Project
from terreau.projects.models.project import PROJECT_WORKFLOW
from terreau.projects.queries import officers_of_the_town
from terreau.projects.signals import project_accepted
from terreau.territories.calendar import default_calendar

By = User | Actor


@transaction.atomic
def accept(*, project: Project, referent: User, message: str, by: User) -> Project:
    """Follow a project: it now has a referent, whom the holder knows by name."""
    refuse_unless_officer(referent=referent)
    PROJECT_WORKFLOW.advance(project, "accept", referent=referent, **_decided(by))
    watch(project=project, by=by)
    _tell(project, Verdict.ACCEPT, message=message, by=by)
    _record(project, "project.accepted", by=by, quantity=1)
    transaction.on_commit(partial(project_accepted.send, sender=Project, project=project))
    return project


@transaction.atomic
def ask_completion(*, project: Project, message: str, by: User) -> Project:
    """Ask the holder for what is missing; the clock of the promise stops until the answer."""
    if not message.strip():
        raise RuleBroken(
            _("Écrivez ce qui manque, pour que le porteur sache quoi répondre."), field="message"
        )
    # Whoever asks reads the answer: from here on, somebody of the town follows the project by name.
    PROJECT_WORKFLOW.advance(
        project, "ask_completion", completion_asked_at=clock.now(), referent=project.referent or by
    )
    _tell(project, Verdict.ASK_COMPLETION, message=message, by=by)
    _record(project, "project.completion_asked", by=by)
    return project


@transaction.atomic
def complete(*, project: Project, answer: str, by: By) -> Project:
    """Bring what the town asked for; a new promise is made."""
    if not answer.strip():
        raise RuleBroken(_("Écrivez votre réponse avant de l’envoyer."), field="answer")
    story = f"{project.story}\n\n{answer.strip()}".strip()
    due = default_calendar().due_at(clock.now(), TRIAGE_DAYS)
    PROJECT_WORKFLOW.advance(project, "complete", story=story, triage_due_at=due, updated_at=clock.now())
    messaging.remind(target=project, kind="project.triage_due", due=due, by=by)
    asked = project.decisions.filter(verdict=Verdict.ASK_COMPLETION).order_by("-at", "-pk").first()
    if asked is not None:
        messaging.post(event="project.completed", to=asked.by, target=project, by=by, occasion=str(asked.pk))
        links.revoke(target=asked)
    journal.write(verb="project.completed", target=project, by=by, project=project)
    return project


@transaction.atomic
def redirect(*, project: Project, reason: str, alternative: str, message: str, by: User) -> Project:
    """Send the holder to somebody better placed, outside the platform."""
    _refuse_bare(reason, alternative)
    PROJECT_WORKFLOW.advance(
        project, "redirect", decision_reason=reason, decision_alternative=alternative, **_decided(by)
    )
    _tell(project, Verdict.REDIRECT, message=message, reason=reason, alternative=alternative, by=by)
    _record(project, "project.redirected", by=by)
    return project


@transaction.atomic
def refuse(*, project: Project, reason: str, alternative: str, message: str, by: User) -> Project:
    """Do not follow a project, say why, and name at least one other way."""
    _refuse_bare(reason, alternative)
    PROJECT_WORKFLOW.advance(
        project, "refuse", decision_reason=reason, decision_alternative=alternative, **_decided(by)
    )
    _tell(project, Verdict.REFUSE, message=message, reason=reason, alternative=alternative, by=by)
    _record(project, "project.refused", by=by)
    return project


@transaction.atomic
def call_officers(*, project: Project, occasion: str, by: By | None) -> int:
    """Tell every officer that a project waits for the answer promised; return how many were told."""
    if project.state != ProjectState.SUBMITTED:
        return 0
    officers = list(officers_of_the_town())
    for officer in officers:
        messaging.post(event="project.triage_late", to=officer, target=project, by=by, occasion=occasion)
    return len(officers)


def _decided(by: User) -> dict[str, Any]:
    return {"decided_at": clock.now(), "decided_by": by}


def _refuse_bare(reason: str, alternative: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Dites pourquoi : le porteur lira ce motif."), field="reason")
    if not alternative.strip():
        raise RuleBroken(
            _("Proposez au moins une autre solution : personne ne repart sans piste."), field="alternative"
        )


def _tell(
    project: Project, verdict: str, *, message: str, by: User, reason: str = "", alternative: str = ""
) -> None:
    decision = Decision.objects.create(
        project=project,
        verdict=verdict,
        message=message,
        reason=reason,
        alternative=alternative,
        by=by,
        at=clock.now(),
    )
    messaging.settle(target=project, kind="project.triage_due")
    messaging.post(
        event="project.decided",
        to=project.owner,
        target=decision,
        by=by,
        language=project.owner.language,
    )


def _record(project: Project, verb: str, *, by: User, quantity: int | None = None) -> None:
    journal.write(
        verb=verb, target=project, by=by, project=project, territory=project.commune_id, quantity=quantity
    )
