"""What one may ask about the accompaniment."""

from terreau.accompaniment.queries.desk import (
    counts,
    disagreements,
    my_files,
    needs_to_match,
    no_offer,
    requests_of,
    silent,
    to_do_of_holder,
    waiting_for_answer,
    waiting_for_holder,
)
from terreau.accompaniment.queries.file import file_of, views_of
from terreau.accompaniment.queries.file_rows import project_at, with_everything
from terreau.accompaniment.queries.matching import match, shown_on_that_day
from terreau.accompaniment.queries.payload import preview
from terreau.accompaniment.queries.promises import promise_of, promises_for
from terreau.accompaniment.queries.register import list_behind, years_of_register
from terreau.accompaniment.queries.returned import offers_to_check, returned_for

__all__ = [
    "counts",
    "disagreements",
    "file_of",
    "list_behind",
    "match",
    "my_files",
    "needs_to_match",
    "no_offer",
    "offers_to_check",
    "preview",
    "project_at",
    "promise_of",
    "promises_for",
    "requests_of",
    "returned_for",
    "shown_on_that_day",
    "silent",
    "to_do_of_holder",
    "views_of",
    "waiting_for_answer",
    "waiting_for_holder",
    "with_everything",
    "years_of_register",
]
