"""Who may do what in the council."""

from typing import Any

import rules

from terreau.accounts.rules import is_elected, is_officer, is_secretary


@rules.predicate
def is_published(user: Any, deliberation: Any) -> bool:
    """Everybody reads what is published."""
    return deliberation is not None and deliberation.is_published


PERMISSIONS = {
    "council.view_desk": is_secretary | is_elected | is_officer,
    "council.view_session": is_secretary | is_elected | is_officer,
    "council.view_deliberation": is_published | is_secretary | is_elected | is_officer,
    "council.manage_session": is_secretary,
    "council.manage_deliberation": is_secretary,
    "council.manage_mandate": is_secretary,
}
