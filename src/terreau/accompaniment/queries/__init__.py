"""What one may ask about the accompaniment."""

from terreau.accompaniment.queries.alerts import addresses_for, alerts_of, awake_alerts
from terreau.accompaniment.queries.contacts import contacts_outside
from terreau.accompaniment.queries.coverage import coverage_of
from terreau.accompaniment.queries.delays import delays_of
from terreau.accompaniment.queries.desk import (
    directed_outside,
    my_files,
    no_offer,
    outside_to_do_of,
    requests_of,
    to_do_of_holder,
    waiting_for_answer,
    waiting_for_holder,
)
from terreau.accompaniment.queries.ended import ended_for
from terreau.accompaniment.queries.file import file_of, views_of
from terreau.accompaniment.queries.file_rows import project_at, with_everything
from terreau.accompaniment.queries.groups import group_view, open_wishes, running_for
from terreau.accompaniment.queries.loads import loads_on, room_for
from terreau.accompaniment.queries.matching import match, shown_on_that_day
from terreau.accompaniment.queries.outside import (
    counts_by_year,
    outside_listed,
    outside_view,
    rows_of_sheet,
)
from terreau.accompaniment.queries.overrides import offers_elsewhere, quality_of_rules
from terreau.accompaniment.queries.payload import hidden_so_far, preview
from terreau.accompaniment.queries.promises import promise_of, promises_for
from terreau.accompaniment.queries.register import list_behind, years_of_register
from terreau.accompaniment.queries.returned import offers_to_check, returned_for
from terreau.accompaniment.queries.trials import try_rules
from terreau.accompaniment.queries.unmet import needs_to_look_at
from terreau.accompaniment.queries.waves import call_view

__all__ = [
    "addresses_for",
    "alerts_of",
    "awake_alerts",
    "call_view",
    "contacts_outside",
    "counts_by_year",
    "coverage_of",
    "delays_of",
    "directed_outside",
    "ended_for",
    "file_of",
    "group_view",
    "hidden_so_far",
    "list_behind",
    "loads_on",
    "match",
    "my_files",
    "needs_to_look_at",
    "no_offer",
    "offers_elsewhere",
    "offers_to_check",
    "open_wishes",
    "outside_listed",
    "outside_to_do_of",
    "outside_view",
    "preview",
    "project_at",
    "promise_of",
    "promises_for",
    "quality_of_rules",
    "requests_of",
    "returned_for",
    "room_for",
    "rows_of_sheet",
    "running_for",
    "shown_on_that_day",
    "to_do_of_holder",
    "try_rules",
    "views_of",
    "waiting_for_answer",
    "waiting_for_holder",
    "with_everything",
    "years_of_register",
]
