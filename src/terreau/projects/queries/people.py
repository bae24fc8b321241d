"""Whose projects are whose."""

import datetime as dt

from django.db import models
from django.db.models import Exists, OuterRef, Q

from terreau.accounts.models import AccessLog, User
from terreau.journal.models import Entry
from terreau.messaging.models import Reminder
from terreau.projects.enums import OPEN_STATES, MemberRole
from terreau.projects.models import Project, ProjectMember
from terreau.projects.queries.merging import keys_of


def projects_of(user: User) -> models.QuerySet[Project]:
    """Return the projects that a person carries or belongs to, the latest first."""
    member = ProjectMember.objects.active().filter(project=OuterRef("pk"), user=user)
    mine = Project.objects.current().filter(Q(owner=user) | Exists(member))
    return mine.select_related("commune", "owner", "referent").order_by("-submitted_at", "-pk")


def is_holder_of_a_project(user: User) -> bool:
    """Say whether a person carries at least one project (the derived role “holder”)."""
    return projects_of(user).order_by().exists()


def open_projects_of(user: User) -> models.QuerySet[Project]:
    """Return the projects that keep a person from leaving: open ones that they own or follow."""
    return Project.objects.filter(Q(owner=user) | Q(referent=user), state__in=OPEN_STATES).order_by("pk")


def followed_by(officer: User) -> models.QuerySet[Project]:
    """Return the open projects that an officer follows for the town, by title."""
    mine = Project.objects.filter(referent=officer, state__in=OPEN_STATES)
    return mine.select_related("owner", "commune").order_by("title_folded", "pk")


def referents() -> models.QuerySet[User]:
    """Return the people who follow open projects, with their number (`followed`), whatever their role."""
    number = models.Count("referred_projects", filter=Q(referred_projects__state__in=OPEN_STATES))
    found = User.objects.annotate(followed=number).filter(followed__gt=0)
    return found.order_by("last_name", "first_name", "pk")


def duties_of(user: User) -> list[Project]:
    """Return the open projects that nobody would answer for without this person."""
    return list(open_projects_of(user).select_related("owner", "referent"))


def last_sign_of_life(project: Project) -> dt.datetime | None:
    """Return when somebody of the project last did something on it, by themselves or by a mailed link."""
    team = [str(person.pk) for person in people_of(project)]
    told = Entry.objects.filter(project=project.pk, actor_kind__in=("user", "link"), actor_key__in=team)
    return told.aggregate(latest=models.Max("at"))["latest"]


def accesses_to(project: Project) -> models.QuerySet[AccessLog]:
    """Return who opened a file (and those that went into it), latest first."""
    keys = [str(key) for key in keys_of(project)]
    return AccessLog.objects.filter(target_kind="projects.project", target_key__in=keys).order_by(
        "-at", "-pk"
    )


def next_reminder(project: Project) -> Reminder | None:
    """Return what will next be asked about a project, and when; None when nothing is planned."""
    pending = Reminder.objects.about("projects.project", str(project.pk))
    return pending.filter(sent_at=None, cancelled_at=None).order_by("due_at", "pk").first()


def people_of(project: Project) -> list[User]:
    """Return the owner, then the members who have accepted, in order of arrival."""
    members = project.members.active().select_related("user").order_by("joined_at", "pk")
    return [project.owner, *(member.user for member in members if member.user)]


def holders_of(project: Project) -> list[User]:
    """Return the people who answer for a project: the owner, then the co-holders."""
    members = project.members.active().filter(role=MemberRole.CO_HOLDER).select_related("user")
    return [project.owner, *(one.user for one in members.order_by("joined_at", "pk") if one.user)]
