"""The life of a followed project: pause, return, end, archive."""

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.projects.enums import OPEN_STATES
from terreau.projects.models import Project
from terreau.projects.models.project import PROJECT_WORKFLOW
from terreau.projects.signals import project_closed

By = User | Actor


@transaction.atomic
def pause(*, project: Project, reason: str, by: By) -> Project:
    """Pause a followed project; nobody is reminded of it meanwhile."""
    PROJECT_WORKFLOW.advance(project, "pause", paused_at=clock.now(), pause_reason=reason)
    journal.write(verb="project.paused", target=project, by=by, project=project)
    return project


@transaction.atomic
def resume(*, project: Project, by: By) -> Project:
    """Take up a paused project again."""
    PROJECT_WORKFLOW.advance(project, "resume", paused_at=None, pause_reason="")
    journal.write(verb="project.resumed", target=project, by=by, project=project)
    return project


@transaction.atomic
def close(*, project: Project, reason: str, by: By) -> Project:
    """End the accompaniment, and say why."""
    if not reason.strip():
        raise RuleBroken(_("Dites pourquoi le projet se termine, même en quelques mots."), field="reason")
    PROJECT_WORKFLOW.advance(
        project, "close", closed_at=clock.now(), close_reason=reason, paused_at=None, pause_reason=""
    )
    journal.write(verb="project.closed", target=project, by=by, project=project, quantity=1)
    transaction.on_commit(partial(project_closed.send, sender=Project, project=project))
    return project


@transaction.atomic
def archive(*, project: Project, by: By) -> Project:
    """Put a project that is over out of the daily lists; nothing is erased."""
    if project.state in OPEN_STATES:
        raise RuleBroken(_("Ce projet est encore ouvert : terminez-le avant de l’archiver."))
    now = clock.now()
    same = Project.objects.filter(pk=project.pk, archived_at=None, state=project.state)
    if not same.update(archived_at=now):
        raise StaleObject(_("Ce projet est déjà archivé, ou vient de changer : rechargez la page."))
    project.archived_at = now
    journal.write(verb="project.archived", target=project, by=by, project=project)
    return project
