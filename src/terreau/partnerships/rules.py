"""Who may do what in the partnerships."""

from typing import Any

import rules

from terreau.accounts.rules import is_elected, is_officer, is_secretary
from terreau.directory.rules import organisation_ids
from terreau.partnerships.models import Charter, Commitment


def _charter_of(thing: Charter | Commitment | None) -> Charter | None:
    return thing.charter if isinstance(thing, Commitment) else thing


@rules.predicate
def is_public(user: Any, thing: Charter | Commitment | None) -> bool:
    """Everybody reads what the council has approved."""
    charter = _charter_of(thing)
    return charter is not None and charter.is_public


@rules.predicate
def is_of_a_party(user: Any, thing: Charter | Commitment | None) -> bool:
    """The person is in a team of one of the parties."""
    charter = _charter_of(thing)
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
    "partnerships.view_commitment": is_public | works_on_charters | is_elected | is_of_a_party,
    "partnerships.record_evidence": is_of_the_promising_party,
    "partnerships.review_evidence": is_officer,
}
