"""Whose projects are whose."""

from django.db import models
from django.db.models import Exists, OuterRef, Q

from terreau.accounts.models import User
from terreau.projects.enums import OPEN_STATES
from terreau.projects.models import Project, ProjectMember


def projects_of(user: User) -> models.QuerySet[Project]:
    """Return the projects that a person carries or belongs to, the latest first."""
    member = ProjectMember.objects.active().filter(project=OuterRef("pk"), user=user)
    mine = Project.objects.filter(Q(owner=user) | Exists(member))
    return mine.select_related("commune", "owner", "referent").order_by("-submitted_at", "-pk")


def is_holder_of_a_project(user: User) -> bool:
    """Say whether a person carries at least one project (the derived role “holder”)."""
    return projects_of(user).order_by().exists()


def open_projects_of(user: User) -> models.QuerySet[Project]:
    """Return the projects that keep a person from leaving: open ones that they own or follow."""
    return Project.objects.filter(Q(owner=user) | Q(referent=user), state__in=OPEN_STATES).order_by("pk")


def people_of(project: Project) -> list[User]:
    """Return the owner, then the members who have accepted, in order of arrival."""
    members = project.members.active().select_related("user").order_by("joined_at", "pk")
    return [project.owner, *(member.user for member in members if member.user)]
