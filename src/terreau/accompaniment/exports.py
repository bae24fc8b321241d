"""What leaves the accompaniment: the neutrality register, and the coverage of a place."""

import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from django.utils.translation import gettext as _

from terreau.accompaniment.matching.room import OBSTACLE_WORDS
from terreau.accompaniment.queries.coverage import COVER_WORDS, Coverage
from terreau.accompaniment.queries.register import COLUMNS, rows_of_register
from terreau.directory.enums import Stage
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


def coverage_csv(coverage: Coverage) -> Iterator[str]:
    """Yield one line per place, subject and stage, with the reason of each gap."""
    return as_csv(_coverage_rows(coverage))


def _coverage_rows(coverage: Coverage) -> Iterator[list[Any]]:
    yield [
        *(_("Commune"), _("Code"), _("Sujet"), _("Étape"), _("Couverture")),
        *(_("Offres"), _("Pourquoi"), _("Offre la plus proche")),
    ]
    for place, subject, stage, cell in coverage.cells():
        offer = coverage.offers.get(cell.offer) if cell.is_gap else None
        yield [
            *(place.name, place.code, str(subject), str(Stage(stage).label), str(COVER_WORDS[cell.cover])),
            cell.count,
            str(OBSTACLE_WORDS[cell.obstacle]) if cell.obstacle else "",
            offer.title if offer else "",
        ]
