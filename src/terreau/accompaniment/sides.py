"""From which sides a person looks at a file, and what they may therefore read and write."""

from typing import Any

from django.db.models import QuerySet

from terreau.accompaniment.circles import Side, may_write, may_write_to_group, readable_by, shared_circles
from terreau.accompaniment.enums import READABLE
from terreau.accompaniment.models import GroupAnswer, GroupPart, Referral
from terreau.accounts.rules import is_officer, is_signed_in
from terreau.directory.models import TeamMember
from terreau.messaging.models import ThreadMessage
from terreau.projects.models import Project
from terreau.projects.rules import is_holder, is_owner, is_reader


def team_ids(user: Any) -> frozenset[int]:
    """Return the teams a person is in, read once for the life of the object (one request)."""
    if not is_signed_in(user):
        return frozenset()
    if "_team_ids" not in user.__dict__:
        present = TeamMember.objects.present().filter(user=user)
        user.__dict__["_team_ids"] = frozenset(present.values_list("team_id", flat=True))
    return user.__dict__["_team_ids"]


def sides_on_project(user: Any, project: Project) -> frozenset[str]:
    """Return the sides of a person on a project, teams aside."""
    sides = set()
    if is_officer(user):
        sides.add(Side.DESK)
    if is_owner(user, project) or (not sides and is_reader(user, project)):
        sides.add(Side.HOLDER)
    return frozenset(sides)


def only_reads(user: Any, project: Project, sides: frozenset[str]) -> bool:
    """Say whether somebody stands on the holder's side as one who was invited to read."""
    return sides == {Side.HOLDER} and not is_holder(user, project)


def sides_on_referral(user: Any, referral: Referral) -> frozenset[str]:
    """Return the sides of a person on one referral."""
    sides = sides_on_project(user, referral.project)
    if referral.state in READABLE and referral.team_id in team_ids(user):
        sides |= {Side.ORGANISATION}
    return sides


def part_of(user: Any, group: GroupAnswer) -> GroupPart | None:
    """Return the part of a person's team in a group: agreed to by the holder, and not left."""
    teams = team_ids(user)
    if not teams:
        return None
    mine = parts_in_force(group).filter(referral__team__in=teams)
    return mine.select_related("referral__team__organisation").order_by("role", "pk").first()


def parts_in_force(group: GroupAnswer) -> QuerySet[GroupPart]:
    """Return the parts whose organisation reads what the group shares."""
    return group.parts.filter(left_at=None, agreed_at__isnull=False, referral__state__in=sorted(READABLE))


def sides_on_group(user: Any, group: GroupAnswer) -> frozenset[str]:
    """Return the sides of a person on a group."""
    sides = sides_on_project(user, group.project)
    return sides | {Side.ORGANISATION} if part_of(user, group) else sides


def writing_side(user: Any, target: Any, circle: str) -> str | None:
    """Return from which side a person writes in a circle, the holder's first; None when they may not."""
    project = target if isinstance(target, Project) else target.project
    if isinstance(target, GroupAnswer):
        sides, may = set(sides_on_group(user, target)), may_write_to_group
    elif isinstance(target, Project):
        sides, may = set(sides_on_project(user, target)), may_write
    else:
        sides, may = set(sides_on_referral(user, target)), may_write
    if not is_holder(user, project):
        sides.discard(Side.HOLDER)  # somebody invited to read only reads
    found = [side for side in Side if side in sides and may(side, circle)]
    return found[0] if found else None


def may_read(user: Any, message: ThreadMessage) -> bool:
    """Say whether a person may read a message of a conversation."""
    target: Any = message.thread.target
    if isinstance(target, Project):
        return bool({Side.DESK, Side.HOLDER} & sides_on_project(user, target))
    if isinstance(target, GroupAnswer):
        return message.circle in shared_circles(sides_on_group(user, target))
    if not isinstance(target, Referral):
        return False
    return message.circle in readable_by(sides_on_referral(user, target))
