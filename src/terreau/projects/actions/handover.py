"""Projects change hands at the town: one, or all those of an officer who leaves."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.projects.enums import OPEN_STATES, ProjectState
from terreau.projects.models import Project

By = User | Actor


@transaction.atomic
def assign_referent(*, project: Project, referent: User, by: By, note: str = "") -> Project:
    """Give a project another referent: somebody of the town always follows it."""
    refuse_unless_officer(referent=referent)
    if project.state == ProjectState.SUBMITTED and project.referent_id is None:
        raise RuleBroken(_("Le référent se choisit en acceptant le projet."))
    if project.referent_id != referent.pk:
        _entrust(project, referent, note, by)
        _announce(referent, by)
    return project


@transaction.atomic
def hand_over(
    *, referent: User, to: User, projects: Collection[Project], by: User, note: str = ""
) -> list[Project]:
    """Give several open projects of one referent to another, with a word for the next one."""
    refuse_unless_officer(referent=to)
    if to == referent:
        raise RuleBroken(_("Choisissez quelqu’un d’autre : ces projets sont déjà les siens."), field="to")
    asked = [project.pk for project in projects]
    # Read again under lock: a project closed or given meanwhile stays where it is.
    locked = Project.objects.select_for_update(of=("self",)).select_related("owner")
    mine = list(locked.filter(pk__in=asked, referent=referent, state__in=OPEN_STATES).order_by("pk"))
    if not mine:
        raise RuleBroken(_("Cochez au moins un projet à confier."), field="projects")
    for project in mine:
        _entrust(project, to, note, by)
    _announce(to, by)
    return mine


def _entrust(project: Project, referent: User, note: str, by: By) -> None:
    Project.objects.filter(pk=project.pk).update(referent=referent, referent_note=note)
    project.referent, project.referent_note = referent, note
    journal.write(
        verb="project.referent_assigned", target=project, by=by, project=project, data={"user": referent.pk}
    )
    if project.state in OPEN_STATES:
        occasion = f"{referent.pk}:{clock.now():%Y%m%d%H%M%S}"
        messaging.post(
            event="project.referent_changed", to=project.owner, target=project, by=by, occasion=occasion
        )


def _announce(referent: User, by: Any) -> None:
    """Tell the new referent, once for all the projects of a hand-over; nobody is told of their own act."""
    occasion = f"{clock.now():%Y%m%d%H%M%S}"
    messaging.post(event="project.entrusted", to=referent, target=referent, by=by, occasion=occasion)


def refuse_unless_officer(*, referent: User) -> None:  # by nobody: part of the other verbs
    """Refuse a referent who is not an officer of the town."""
    if not referent.is_active or not referent.grants.in_force().filter(role=Role.OFFICER).exists():
        raise RuleBroken(_("Le référent est un agent de la ville chargé de l’ESS."), field="referent")
