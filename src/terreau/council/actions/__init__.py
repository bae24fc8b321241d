"""The verbs of the council."""

from terreau.council.actions.deliberations import (
    draft_deliberation,
    edit_deliberation,
    publish,
    record_vote,
    table,
    transmit,
    withdraw,
)
from terreau.council.actions.mandates import add_mandate, create_assembly, end_mandate
from terreau.council.actions.sessions import (
    call_again,
    close,
    convoke,
    convoke_urgently,
    create_session,
    hold,
)

__all__ = [
    "add_mandate",
    "call_again",
    "close",
    "convoke",
    "convoke_urgently",
    "create_assembly",
    "create_session",
    "draft_deliberation",
    "edit_deliberation",
    "end_mandate",
    "hold",
    "publish",
    "record_vote",
    "table",
    "transmit",
    "withdraw",
]
