"""The neutrality register, to take away."""

import json
from collections.abc import Callable, Iterator
from itertools import chain

from terreau.accompaniment.queries.register import COLUMNS, rows_of_register
from terreau.directory.exports.spreadsheets import as_csv


def register_csv(year: int) -> Iterator[str]:
    """Yield the register of a year as CSV."""
    rows = (list(row.values()) for row in rows_of_register(year))
    return as_csv(chain([list(COLUMNS)], rows))


def register_json(year: int) -> Iterator[str]:
    """Yield the register of a year as one JSON list, row by row."""
    yield "["
    for number, row in enumerate(rows_of_register(year)):
        yield ("," if number else "") + "\n" + json.dumps(row, ensure_ascii=False)
    yield "\n]\n"


FORMATS: dict[str, tuple[Callable[[int], Iterator[str]], str]] = {
    "csv": (register_csv, "text/csv; charset=utf-8"),
    "json": (register_json, "application/json"),
}
