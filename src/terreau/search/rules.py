"""Who may do what with the search."""

from typing import Any

from terreau.accounts.rules import is_administrator, is_officer

PERMISSIONS: dict[str, Any] = {
    "search.edit_synonyms": is_officer | is_administrator,
}
