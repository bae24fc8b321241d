"""Who may do what in the partnerships."""

from typing import Any

import rules

from terreau.accounts.rules import is_elected, is_officer, is_secretary, is_signed_in
from terreau.directory.models import TeamMember
from terreau.partnerships.models import Charter, Commitment


def organisation_ids(user: Any) -> frozenset[int]:
    """Return the organisations of which the person is in a team, read once for the life of the object."""
    if not is_signed_in(user):
        return frozenset()
    if "_party_organisations" not in user.__dict__:
        present = TeamMember.objects.present().filter(user=user)
        user.__dict__["_party_organisations"] = frozenset(
            present.values_list("team__organisation_id", flat=True)
        )
    return user.__dict__["_party_organisations"]


@rules.predicate
def is_public(user: Any, thing: Charter | Commitment | None) -> bool:
    """Everybody reads what the council has approved."""
    charter = thing.charter if isinstance(thing, Commitment) else thing
    return charter is not None and charter.is_public


@rules.predicate
def is_of_a_party(user: Any, charter: Charter | None) -> bool:
    """The person is in a team of one of the parties."""
    if charter is None or not organisation_ids(user):
        return False
    return any(party.organisation_id in organisation_ids(user) for party in charter.parties.all())


@rules.predicate
def is_of_the_promising_party(user: Any, commitment: Commitment | None) -> bool:
    """The person is in a team of the organisation that promised."""
    if commitment is None:
        return False
    return commitment.party.organisation_id in organisation_ids(user)


@rules.predicate
def is_draft(user: Any, charter: Charter | None) -> bool:
    """The text may still change; without a charter, the question is about charters in general."""
    return charter is None or charter.is_open


works_on_charters = is_officer | is_secretary

PERMISSIONS = {
    "partnerships.view_charter": is_public | works_on_charters | is_elected | is_of_a_party,
    "partnerships.add_charter": is_officer,
    "partnerships.edit_charter": is_officer & is_draft,
    "partnerships.manage_charter": is_officer,
    "partnerships.link_deliberation": is_secretary,
    "partnerships.record_signature": works_on_charters,
    "partnerships.view_commitment": is_public | works_on_charters | is_of_the_promising_party,
    "partnerships.record_evidence": is_of_the_promising_party,
    "partnerships.review_evidence": is_officer,
}
