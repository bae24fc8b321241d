"""Who may see what the messages hold for the town."""

from typing import Any

from terreau.accounts.rules import is_administrator, is_officer

PERMISSIONS: dict[str, Any] = {
    "messaging.view_health": is_officer | is_administrator,
    "messaging.read_inbound_mail": is_officer | is_administrator,
}
