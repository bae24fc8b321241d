"""What people ask of the partnerships."""

from terreau.partnerships.queries.offers import OfferTerms, offer_terms
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
    attached,
    cards,
    charter_at,
    charters,
    charters_for_list,
    charters_matching,
    charters_of,
    charters_of_organisations,
    evidence_to_review,
    in_preparation,
    signed_by,
    timeline,
)
from terreau.partnerships.queries.sheet import Line, Section, Sheet, sheet_of, sheets_for, terms_of
from terreau.partnerships.queries.text import fingerprint

__all__ = [
    "Card",
    "Filters",
    "Line",
    "OfferTerms",
    "Progress",
    "Register",
    "Section",
    "Sheet",
    "attached",
    "cards",
    "charter_at",
    "charters",
    "charters_for_list",
    "charters_matching",
    "charters_of",
    "charters_of_organisations",
    "day_of",
    "entries_behind",
    "evidence_to_review",
    "fingerprint",
    "in_preparation",
    "offer_terms",
    "progress_for",
    "progress_of",
    "promised_delay",
    "sheet_of",
    "sheets_for",
    "signed_by",
    "terms_of",
    "timeline",
]
