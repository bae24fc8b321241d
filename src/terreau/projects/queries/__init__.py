"""What one may ask about projects."""

from terreau.projects.queries.desk import (
    ListFilters,
    awaiting_completion,
    duplicates_of,
    followed_without_consent,
    list_facets,
    officers_of_the_town,
    projects_for_list,
    to_triage,
)
from terreau.projects.queries.facts import (
    facts_of,
    facts_of_many,
    known_facts,
    missing_before_referral,
    open_needs_of,
)
from terreau.projects.queries.people import (
    is_holder_of_a_project,
    open_projects_of,
    people_of,
    projects_of,
)
from terreau.projects.queries.public import (
    SheetFilters,
    feed_entries,
    latest_sheets,
    public_facets,
    sheet_by_slug,
    sheets_for_list,
    sheets_supported_by,
    sheets_to_read,
    supporters_shown,
)

__all__ = [
    "ListFilters",
    "SheetFilters",
    "awaiting_completion",
    "duplicates_of",
    "facts_of",
    "facts_of_many",
    "feed_entries",
    "followed_without_consent",
    "is_holder_of_a_project",
    "known_facts",
    "latest_sheets",
    "list_facets",
    "missing_before_referral",
    "officers_of_the_town",
    "open_needs_of",
    "open_projects_of",
    "people_of",
    "projects_for_list",
    "projects_of",
    "public_facets",
    "sheet_by_slug",
    "sheets_for_list",
    "sheets_supported_by",
    "sheets_to_read",
    "supporters_shown",
    "to_triage",
]
