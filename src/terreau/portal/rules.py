"""Who opens the pages that compose several apps."""

from typing import Any

from terreau.accounts.rules import is_officer

PERMISSIONS: dict[str, Any] = {
    "portal.open_desk": is_officer,
}
