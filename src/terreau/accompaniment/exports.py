"""What leaves the accompaniment: the neutrality register, the coverage of a place, a sheet on paper."""

import json
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.accompaniment.matching.room import OBSTACLE_WORDS
from terreau.accompaniment.models import OutsideReferral
from terreau.accompaniment.payloads import Row
from terreau.accompaniment.queries.coverage import COVER_WORDS, Coverage
from terreau.accompaniment.queries.register import COLUMNS, rows_of_register
from terreau.directory.enums import Stage
from terreau.directory.exports.spreadsheets import as_csv
from terreau.documents.render import pdf
from terreau.kernel import clock
from terreau.kernel.typography import date_in_words
from terreau.territories.queries import operator


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


def outside_sheet(outside: OutsideReferral, rows: list[Row]) -> bytes:
    """Return the sheet of a referral outside the platform as a tagged PDF.

    Of the project and its holder it holds the rows agreed to, and nothing else.
    """
    town, referent = operator(), outside.project.referent
    answer_to = [referent.full_name if referent else "", town.name, town.phone, town.contact_email]
    data = {
        "title": _("Fiche d’orientation"),
        "kicker": _("Pour %(organisation)s") % {"organisation": outside.organisation},
        "reference": outside.reference,
        "operator": town.name,
        "date": date_in_words(clock.today()),
        "lang": (get_language() or "fr")[:2],
        "lead": [line for line in (outside.contact, *_lead(outside)) if line],
        "rows_title": _("Ce que le porteur a choisi de dire"),
        "rows": [{"label": row.label, "lines": row.value.splitlines()} for row in rows],
        "answer_title": _("Répondre"),
        "answer": _("Répondez au porteur si ses coordonnées figurent ci-dessus, ou à la ville :"),
        "answer_to": [line for line in answer_to if line],
    }
    return pdf("accompaniment/outside_sheet", data)


def _lead(outside: OutsideReferral) -> list[str]:
    agreed = {"date": date_in_words(outside.consented_at) if outside.consented_at else ""}
    return [
        _("Le porteur a donné son accord le %(date)s pour que vous lisiez ces lignes, et aucune autre.")
        % agreed,
        _("Gardez cette fiche le temps de répondre ; détruisez-la si le porteur ou la ville le demande."),
    ]


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
