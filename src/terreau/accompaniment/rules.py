"""Who may do what with a project's file and its referrals."""

from typing import Any

import rules

from terreau.accompaniment.enums import READABLE
from terreau.accompaniment.models import GroupAnswer, Referral
from terreau.accompaniment.sent_mails import mails_shown, project_of
from terreau.accompaniment.sides import may_read, part_of, team_ids
from terreau.accounts.rules import is_officer
from terreau.directory.models import Offer
from terreau.documents.models import File
from terreau.documents.queries import message_of
from terreau.messaging.models import Message
from terreau.projects import rules as project_rules
from terreau.projects.models import Project


@rules.predicate
def is_in_asked_team(user: Any, referral: Referral | None) -> bool:
    """The person is in the team, and the demand was sent to it."""
    if referral is None:
        return False
    return referral.state in READABLE and referral.team_id in team_ids(user)


@rules.predicate
def is_asked_on_project(user: Any, project: Project | None) -> bool:
    """A team of the person received a demand of this project and may still read it."""
    teams = team_ids(user)
    if project is None or not teams:
        return False
    return project.referrals.filter(team__in=teams, state__in=READABLE).exists()


@rules.predicate
def is_in_group(user: Any, group: GroupAnswer | None) -> bool:
    """A team of the person is in the group, and the holder agreed to it."""
    return group is not None and part_of(user, group) is not None


@rules.predicate
def is_in_team_of(user: Any, offer: Offer | None) -> bool:
    """The person is in the team that makes the offer."""
    return offer is not None and offer.team_id in team_ids(user)


@rules.predicate
def is_holder_of(user: Any, referral: Referral | None) -> bool:
    return referral is not None and project_rules.is_holder(user, referral.project)


@rules.predicate
def is_reader_of(user: Any, referral: Referral | None) -> bool:
    return referral is not None and project_rules.is_reader(user, referral.project)


@rules.predicate
def reads_its_message(user: Any, file: File | None) -> bool:
    """The file came with a message that the person may read."""
    message = message_of(file) if file is not None else None
    return message is not None and may_read(user, message)


@rules.predicate
def reads_its_file_and_was_told(user: Any, message: Message | None) -> bool:
    """The mail stands in a file that the person may read, and it was sent to them, or they are the town."""
    project = project_of(message) if message is not None else None
    if message is None or project is None or not user.has_perm("accompaniment.view_file", project):
        return False
    return mails_shown(project, user).filter(pk=message.pk).exists()


PERMISSIONS: dict[str, Any] = {
    "accompaniment.view_file": is_officer
    | project_rules.is_owner
    | project_rules.is_reader
    | is_asked_on_project,
    "accompaniment.post_to_town": is_officer | project_rules.is_holder,
    "accompaniment.propose_referral": is_officer,
    "accompaniment.alert_on_project": project_rules.is_holder,
    "accompaniment.alert_on_offer": is_in_team_of,
    "accompaniment.view_contacts": is_officer,
    "accompaniment.view_coverage": is_officer,
    "accompaniment.view_referral": is_officer | is_holder_of | is_reader_of | is_in_asked_team,
    # The organisation does not read who else is asked.
    "accompaniment.view_call": is_officer | is_holder_of | is_reader_of,
    # The organisations that answer together know each other; those that were only asked read nothing of it.
    "accompaniment.view_group": is_officer | is_holder_of | is_reader_of | is_in_group,
    "accompaniment.view_outside": is_officer | is_holder_of | is_reader_of,
    # The organisation does not read with whom it was compared.
    "accompaniment.view_list": is_officer | is_holder_of | is_reader_of,
    "accompaniment.export_register": is_officer,
    "accompaniment.view_rule_quality": is_officer,
    "accompaniment.consent_referral": is_holder_of,
    "accompaniment.withdraw_referral": is_officer | is_holder_of,
    "accompaniment.answer_referral": is_in_asked_team,
    "accompaniment.close_referral": is_officer | is_holder_of | is_in_asked_team,
    "accompaniment.read_attachment": reads_its_message,
    "accompaniment.read_mail": reads_its_file_and_was_told,
    "accompaniment.post_message": is_officer | is_holder_of | is_in_asked_team,
}
