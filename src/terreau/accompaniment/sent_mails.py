"""The mails about a project: to whom, when, and who may read them again."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Model, Q, QuerySet, TextField, When
from django.db.models.functions import Cast, Lower

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import READABLE
from terreau.accompaniment.models import (
    GroupAnswer,
    GroupPart,
    OutsideReferral,
    Referral,
    UnmetNeed,
    WaveCall,
)
from terreau.accompaniment.sides import team_ids
from terreau.accounts.enums import Role
from terreau.accounts.models import RoleGrant
from terreau.accounts.rules import is_officer
from terreau.directory.models import TeamMember
from terreau.messaging.models import Message, ThreadMessage
from terreau.messaging.registry import REGISTRY
from terreau.projects.models import Decision, Project, ProjectMember

MEMBER = ProjectMember._meta.label_lower


@dataclass(frozen=True)
class FileMail:
    """A mail about a file, and from which side its recipient looks at it."""

    message: Message
    side: str

    @property
    def to(self) -> Any:
        return Side(self.side).label

    @property
    def label(self) -> Any:
        """What a mail that has no subject yet is about."""
        composer = REGISTRY.get(self.message.event)
        return composer.label if composer else ""


def mails_of_files(projects: QuerySet[Project]) -> QuerySet[Message]:
    """Return the mails about some projects, their demands, their conversations and all that they hold."""
    referrals = Referral.objects.filter(project__in=projects)
    return Message.objects.filter(
        _about(
            projects,
            referrals,
            _said_about(projects, referrals),
            Decision.objects.filter(project__in=projects),
            ProjectMember.objects.filter(project__in=projects),
            UnmetNeed.objects.filter(need__project__in=projects),
            WaveCall.objects.filter(project__in=projects),
            GroupAnswer.objects.filter(project__in=projects),
            GroupPart.objects.filter(group__project__in=projects),
            OutsideReferral.objects.filter(project__in=projects),
        )
    )


def mails_shown(project: Project, user: Any) -> QuerySet[Message]:
    """Return the mails of a file that a person may read, newest first.

    The town reads them all. Anybody else reads those they were sent, and those that the team asked was sent,
    as long as it may read the demand.
    """
    files = Project.objects.filter(Q(pk=project.pk) | Q(merged_into=project))
    found = mails_of_files(files).select_related("user", "stand_in")
    if not is_officer(user):
        mine = Q(user=user) | Q(stand_in=user) | Q(user=None, recipient=user.email)
        found = found.filter(mine | _sent_to_team(files, user))
    return found.order_by("-created_at", "-pk")


def with_sides(messages: Iterable[Message], project: Project) -> list[FileMail]:
    """Say of each mail to which side it was sent."""
    found = list(messages)
    members = project.members.exclude(user=None).values_list("user", flat=True)
    holders = {project.owner_id, *members}
    officers = {project.referent_id, *_officers_among(found)} - {None}
    return [FileMail(message, _side(message, holders, officers)) for message in found]


def project_of(message: Message) -> Project | None:
    """Return the project whose file a mail stands in."""
    target: Any = message.target
    if isinstance(target, ThreadMessage):
        target = target.thread.target
    if isinstance(target, UnmetNeed):
        target = target.need
    project = target if isinstance(target, Project) else getattr(target, "project", None)
    if not isinstance(project, Project):
        return None
    return project.merged_into or project


def _sent_to_team(files: QuerySet[Project], user: Any) -> Q:
    """The mails that the organisation was sent: to its box, or to somebody of the team."""
    teams = team_ids(user)
    asked = Referral.objects.filter(project__in=files, team__in=teams, state__in=sorted(READABLE))
    colleagues = TeamMember.objects.filter(team__in=teams).values("user")
    to_them = Q(user=None) | Q(user__in=colleagues)
    parts = GroupPart.objects.filter(referral__in=asked, agreed_at__isnull=False)
    told = _about(asked, parts, _said_about(Project.objects.none(), asked)) & to_them
    return told | (_said_in_groups(parts) & (Q(user__in=colleagues) | Q(recipient__in=_boxes(asked))))


def _said_in_groups(parts: QuerySet[GroupPart]) -> Q:
    """What was said in the conversation of a group; to whom it was sent is looked at beside."""
    groups = GroupAnswer.objects.filter(parts__in=parts.filter(left_at=None))
    return _about(ThreadMessage.objects.filter(_about(groups, prefix="thread__")))


def _boxes(asked: QuerySet[Referral]) -> QuerySet[Any]:
    """The boxes of the teams asked: a member of a group does not read what another one was sent."""
    inbox = Case(When(answer_email="", then="team__email"), default="answer_email")
    return asked.order_by().annotate(box=Lower(inbox)).values("box")


def _said_about(projects: QuerySet[Project], referrals: QuerySet[Referral]) -> QuerySet[ThreadMessage]:
    groups = GroupAnswer.objects.filter(project__in=projects)
    return ThreadMessage.objects.filter(_about(projects, referrals, groups, prefix="thread__"))


def _about(*held: QuerySet[Any], prefix: str = "") -> Q:
    """What points at one of these objects (`kind`, `key`)."""
    found = Q(pk__in=[])
    for objects in held:
        model: type[Model] = objects.model
        keys = objects.order_by().values_list(Cast("pk", TextField()), flat=True)
        found |= Q(**{f"{prefix}target_kind": model._meta.label_lower, f"{prefix}target_key__in": keys})
    return found


def _officers_among(messages: list[Message]) -> set[int]:
    people = {message.user_id for message in messages}
    return set(RoleGrant.objects.filter(role=Role.OFFICER, user__in=people).values_list("user", flat=True))


def _side(message: Message, holders: set[Any], officers: set[Any]) -> str:
    if message.user_id in holders or message.target_kind == MEMBER:
        return Side.HOLDER
    return Side.DESK if message.user_id in officers else Side.ORGANISATION
