"""The verbs of the partnerships."""

from terreau.partnerships.actions.drafting import (
    add_commitment,
    add_party,
    agree,
    draft_charter,
    edit_charter,
    edit_commitment,
    link_offers,
    remove_commitment,
    remove_party,
    reopen,
)
from terreau.partnerships.actions.evidence import accept_evidence, decline_evidence, record_evidence
from terreau.partnerships.actions.life import (
    approve,
    end,
    enter_into_force,
    link_deliberation,
    record_signature,
    terminate,
)

__all__ = [
    "accept_evidence",
    "add_commitment",
    "add_party",
    "agree",
    "approve",
    "decline_evidence",
    "draft_charter",
    "edit_charter",
    "edit_commitment",
    "end",
    "enter_into_force",
    "link_deliberation",
    "link_offers",
    "record_evidence",
    "record_signature",
    "remove_commitment",
    "remove_party",
    "reopen",
    "terminate",
]
