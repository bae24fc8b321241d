"""What comes after: an accompaniment taken up again, a file put away, with the reason."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.projects.actions.handover import refuse_unless_officer
from terreau.projects.actions.news import watch
from terreau.projects.enums import OPEN_STATES
from terreau.projects.models import Project
from terreau.projects.models.project import PROJECT_WORKFLOW

By = User | Actor


@transaction.atomic
def reopen(*, project: Project, referent: User, by: By) -> Project:
    """Take up again a project that was over: it has a referent and a date to come, as any other."""
    refuse_unless_officer(referent=referent)
    if not project.owner.is_active:
        raise RuleBroken(_("Le compte du porteur est fermé : un nouveau projet se propose à son nom."))
    # The reason of the end stays: it is part of the story.
    PROJECT_WORKFLOW.advance(
        project, "reopen", closed_at=None, referent=referent, archived_at=None, archive_reason=""
    )
    watch(project=project, by=by)
    journal.write(verb="project.reopened", target=project, by=by, project=project)
    return project


@transaction.atomic
def archive(*, project: Project, reason: str, by: By) -> Project:
    """Put a project that is over out of the daily lists, and say why; nothing is erased."""
    if project.state in OPEN_STATES:
        raise RuleBroken(_("Ce projet est encore ouvert : terminez-le avant de l’archiver."))
    if not reason.strip():
        raise RuleBroken(_("Dites pourquoi le dossier s’archive, même en quelques mots."), field="reason")
    now = clock.now()
    same = Project.objects.filter(pk=project.pk, archived_at=None, state=project.state)
    if not same.update(archived_at=now, archive_reason=reason):
        raise StaleObject(_("Ce projet est déjà archivé, ou vient de changer : rechargez la page."))
    project.archived_at, project.archive_reason = now, reason
    journal.write(verb="project.archived", target=project, by=by, project=project)
    return project


@transaction.atomic
def unarchive(*, project: Project, by: By) -> Project:
    """Bring a file back to the daily lists, as it was."""
    if not Project.objects.filter(pk=project.pk, archived_at__isnull=False).update(
        archived_at=None, archive_reason=""
    ):
        raise StaleObject(_("Ce projet n’est plus archivé : rechargez la page."))
    project.archived_at, project.archive_reason = None, ""
    journal.write(verb="project.unarchived", target=project, by=by, project=project)
    return project
