"""Who may do what in the directory."""

from typing import Any

import rules

from terreau.accounts.rules import is_administrator, is_editor, is_officer, is_signed_in
from terreau.directory.models import Offer, Organisation, Team, TeamMember


def organisation_ids(user: Any) -> frozenset[int]:
    """Return the organisations of which the person is in a team, read once for the life of the object."""
    if not is_signed_in(user):
        return frozenset()
    if "_team_organisations" not in user.__dict__:
        present = TeamMember.objects.present().filter(user=user)
        user.__dict__["_team_organisations"] = frozenset(
            present.values_list("team__organisation_id", flat=True)
        )
    return user.__dict__["_team_organisations"]


@rules.predicate
def is_published(_user: Any, thing: Organisation | None) -> bool:
    return thing is not None and thing.is_published


@rules.predicate
def is_of_the_organisation(user: Any, thing: Organisation | Team | Offer | None) -> bool:
    """The person is in a team of the organisation (given itself, or by its team or its offer)."""
    if isinstance(thing, Offer):
        thing = thing.team
    key = thing.organisation_id if isinstance(thing, Team) else getattr(thing, "pk", None)
    return key in organisation_ids(user)


keeps_the_directory = is_officer | is_editor | is_administrator

PERMISSIONS = {
    "directory.view_organisation": is_published | keeps_the_directory | is_of_the_organisation,
    "directory.add_organisation": keeps_the_directory,
    "directory.edit_organisation": keeps_the_directory | is_of_the_organisation,
    "directory.publish_organisation": keeps_the_directory,
    "directory.manage_team": keeps_the_directory | is_of_the_organisation,
    "directory.view_offer": keeps_the_directory | is_of_the_organisation,
    "directory.edit_offer": keeps_the_directory | is_of_the_organisation,
    "directory.set_network": keeps_the_directory,
    "directory.moderate": is_officer | is_administrator,
    "directory.view_imports": is_officer | is_administrator,
}
