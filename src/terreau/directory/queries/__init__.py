"""Reads of the directory, by name."""

from terreau.directory.queries.imports import (
    import_runs,
    rejected_by_reason,
    rejected_lines,
    uploads_shown,
    uploads_waiting,
)
from terreau.directory.queries.listing import (
    Facets,
    Filters,
    directory_version,
    facets_of,
    map_points,
    organisations_for_list,
    wider,
)
from terreau.directory.queries.offers import missing_to_publish, offers_of, offers_open_on
from terreau.directory.queries.sheets import Sheet, newest, published, sheet_of
from terreau.directory.queries.teams import (
    is_team_member,
    members_of,
    open_offers_of,
    team_with_members,
    teams_of,
)

__all__ = [
    "Facets",
    "Filters",
    "Sheet",
    "directory_version",
    "facets_of",
    "import_runs",
    "is_team_member",
    "map_points",
    "members_of",
    "missing_to_publish",
    "newest",
    "offers_of",
    "offers_open_on",
    "open_offers_of",
    "organisations_for_list",
    "published",
    "rejected_by_reason",
    "rejected_lines",
    "sheet_of",
    "team_with_members",
    "teams_of",
    "uploads_shown",
    "uploads_waiting",
    "wider",
]
