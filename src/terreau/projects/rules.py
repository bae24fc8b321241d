"""Who may do what with a project."""

from typing import Any

import rules

from terreau.accounts.rules import is_administrator, is_officer, is_signed_in
from terreau.projects.enums import MemberRole
from terreau.projects.models import HelpOffer, Project

READERS = frozenset(MemberRole.values)
WRITERS = frozenset({MemberRole.CO_HOLDER.value})


@rules.predicate
def is_owner(user: Any, project: Project | None) -> bool:
    return project is not None and is_signed_in(user) and project.owner_id == user.pk


def _is_member(user: Any, project: Project | None, roles: frozenset[str]) -> bool:
    if project is None or not is_signed_in(user):
        return False
    return project.members.active().filter(user=user, role__in=roles).exists()


@rules.predicate
def is_reader(user: Any, project: Project | None) -> bool:
    return _is_member(user, project, READERS)


@rules.predicate
def is_co_holder(user: Any, project: Project | None) -> bool:
    return _is_member(user, project, WRITERS)


is_holder = is_owner | is_co_holder


@rules.predicate
def is_volunteer(user: Any, offer: HelpOffer | None) -> bool:
    return offer is not None and is_signed_in(user) and offer.user_id == user.pk


@rules.predicate
def answers_the_offer(user: Any, offer: HelpOffer | None) -> bool:
    """The offer was proved, and goes to a project of this person."""
    if offer is None or offer.confirmed_at is None:
        return False
    return is_holder(user, offer.call.project)


PERMISSIONS: dict[str, Any] = {
    "projects.view_project": is_officer | is_owner | is_reader,
    "projects.edit_project": is_officer | is_holder,
    "projects.publish_project": is_holder,
    "projects.export_project": is_holder,
    "projects.read_accesses": is_owner | is_reader,
    "projects.manage_team": is_owner,
    "projects.leave_project": is_reader,
    "projects.triage_project": is_officer,
    "projects.enter_project": is_officer,
    "projects.follow_project": is_officer | is_holder,
    "projects.hand_over_projects": is_officer | is_administrator,
    "projects.archive_project": is_officer,
    "projects.view_helpoffer": is_volunteer | answers_the_offer,
    "projects.moderate_help": is_officer | is_administrator,
    "projects.list_projects": is_officer | is_administrator,
}
