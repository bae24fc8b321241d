"""Lists as spreadsheets: CSV row by row, XLSX through a file on disk; no cell is ever a formula."""

import csv
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.writer.excel import save_workbook

from terreau.directory.exports.records import Notice, Record, words

# A spreadsheet runs what starts with these; a quote before them makes it text.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


class Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value


def safe_cell(value: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    is_number = isinstance(value, int | float)  # a latitude below zero is no formula
    return f"'{text}" if text.startswith(DANGEROUS) and not is_number else text


def as_csv(rows: Iterable[list[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV as French spreadsheets read it: semicolons, a mark of UTF-8 first."""
    writer = csv.writer(Echo(), delimiter=";")
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([safe_cell(cell) for cell in row])


def organisations_csv(records: Iterator[Record], _notice: Notice) -> Iterator[str]:
    """Yield the list as CSV."""
    return as_csv(_rows(records))


def organisations_xlsx(records: Iterator[Record], notice: Notice) -> IO[bytes]:
    """Return the list as a workbook, identifiers as text; a second sheet says where it comes from."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_("Structures"))
    sheet.freeze_panes = "B2"
    for column, width in (("A", 40), ("C", 18), ("D", 24), ("E", 60)):
        sheet.column_dimensions[column].width = width
    rows = _rows(records)
    sheet.append([_bold(sheet, title) for title in next(rows)])
    for row in rows:
        sheet.append([_text(sheet, cell) if isinstance(cell, str) and cell else cell for cell in row])
    about = book.create_sheet(_("Lisez-moi"))
    about.append([_("Source"), _text(about, notice.source), _text(about, notice.source_url)])
    about.append([_("Licence"), _text(about, notice.licence), _text(about, notice.licence_url)])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it
    save_workbook(book, file)
    file.seek(0)
    return file


def _text(sheet: Any, value: str) -> Any:
    """Return a cell that stays text, whatever it starts with."""
    cell = WriteOnlyCell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _bold(sheet: Any, value: str) -> Any:
    cell = _text(sheet, value)
    cell.font = Font(bold=True)
    return cell


def _rows(records: Iterator[Record]) -> Iterator[list[Any]]:
    """Yield the titles, then a row for each organisation, in the language of the page."""
    named, titles = words(), _titles()

    def lines() -> Iterator[list[Any]]:
        yield titles
        for one in records:
            yield [
                *(one["name"], one["acronym"], named.families.get(one["family"], one["family"])),
                *(named.kinds.get(one["kind"], one["kind"]), one["summary"], one["description"]),
                ", ".join(named.labels[code] for code in one["labels"] if code in named.labels),
                *(one["siren"], one["siret"] or "", one["rna"], one["legal_category"], one["activity"]),
                *(one["website"], one["email"], one["phone"], one["address"], one["postal_code"]),
                *((one["commune"]["name"], one["commune"]["code"]) if one["commune"] else ("", "")),
                *(one["lat"], one["lon"], one["opening_hours"], one["url"]),
            ]

    return lines()


def _titles() -> list[str]:
    return [
        *(_("nom"), _("sigle"), _("famille"), _("rôle"), _("en quelques mots"), _("présentation")),
        *(_("agréments"), "siren", "siret", "rna", _("catégorie juridique"), _("activité (NAF)")),
        *(_("site"), _("adresse électronique"), _("téléphone"), _("adresse"), _("code postal")),
        *(_("commune"), _("code Insee"), "lat", "lon", _("horaires"), _("fiche")),
    ]
