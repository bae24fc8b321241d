"""What people ask of the partnerships."""

from terreau.partnerships.queries.progress import (
    Progress,
    day_of,
    entries_behind,
    progress_for,
    progress_of,
    promised_delay,
)
from terreau.partnerships.queries.register import (
    Card,
    Filters,
    Register,
    cards,
    charter_at,
    charters,
    charters_for_list,
    charters_of,
    charters_of_organisations,
    evidence_to_review,
    in_preparation,
    timeline,
)
from terreau.partnerships.queries.sheet import Line, Section, Sheet, sheet_of, sheets_for, terms_of

__all__ = [
    "Card",
    "Filters",
    "Line",
    "Progress",
    "Register",
    "Section",
    "Sheet",
    "cards",
    "charter_at",
    "charters",
    "charters_for_list",
    "charters_of",
    "charters_of_organisations",
    "day_of",
    "entries_behind",
    "evidence_to_review",
    "in_preparation",
    "progress_for",
    "progress_of",
    "promised_delay",
    "sheet_of",
    "sheets_for",
    "terms_of",
    "timeline",
]
