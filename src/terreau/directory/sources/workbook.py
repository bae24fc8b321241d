"""A spreadsheet (XLSX, ODS) written out as CSV, within bounds that no real table of a town reaches."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from django.utils.translation import gettext as _

from terreau.kernel.errors import RuleBroken

ZIP = b"PK\x03\x04"
# Once decompressed; a table of 500,000 lines of 20 cells stays below.
MAX_BYTES = 300_000_000
# A real table shrinks 5 to 40 times; a bomb a thousand times.
MAX_RATIO = 200
MAX_COLUMNS = 300
MAX_ROWS = 1_000_000
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"


def is_zip(path: Path) -> bool:
    """Say whether a file begins as a ZIP does: XLSX and ODS are such files."""
    with path.open("rb") as file:
        return file.read(4) == ZIP


def to_csv(path: Path, target: Path) -> Path:
    """Write the first sheet of a workbook as CSV; refuse what is neither XLSX nor ODS, or a bomb."""
    names = _examine(path)
    rows = _xlsx(path) if "xl/workbook.xml" in names else _ods(path)
    with target.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        for number, row in enumerate(rows, 1):
            if number > MAX_ROWS:
                raise RuleBroken(_("Ce tableau a plus d’un million de lignes : coupez-le en plusieurs."))
            if any(row):
                writer.writerow(row)
    return _same_width(target)


def _examine(path: Path) -> set[str]:
    names = names_in(path)
    if not names & {"xl/workbook.xml", "content.xml"}:
        raise RuleBroken(
            _("Ce fichier ZIP n’est pas un tableau : décompressez-le, puis envoyez le CSV qu’il contient."),
            field="file",
        )
    return names


def names_in(path: Path) -> set[str]:
    """Look at the table of contents of an archive before anything is decompressed; refuse a bomb."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, OSError) as error:
        raise RuleBroken(_("Ce fichier est abîmé : enregistrez-le de nouveau."), field="file") from error
    size, packed = sum(one.file_size for one in entries), sum(one.compress_size for one in entries)
    if size > MAX_BYTES or (size > 1_000_000 and size > MAX_RATIO * max(packed, 1)):
        raise RuleBroken(
            _("Ce classeur est démesuré une fois ouvert : enregistrez la feuille utile au format CSV."),
            field="file",
        )
    return {one.filename for one in entries}


def _xlsx(path: Path) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 - half a second, for those who send a workbook

    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        for row in book.worksheets[0].iter_rows(max_col=MAX_COLUMNS, values_only=True):
            yield [_cell(value) for value in row]
    except (KeyError, ValueError, OSError, IndexError, zipfile.BadZipFile, ET.ParseError) as error:
        raise RuleBroken(
            _("Ce classeur ne s’ouvre pas : enregistrez-le au format CSV."), field="file"
        ) from error


def _ods(path: Path) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            for event, element in ET.iterparse(content, events=("end",)):  # noqa: S314 - expat ≥ 2.4.1 bounds entities
                if event == "end" and element.tag == f"{_TABLE}table-row":
                    yield _ods_row(element)
                    element.clear()
                if element.tag == f"{_TABLE}table":
                    return  # the first sheet only
    except (ET.ParseError, KeyError, OSError, zipfile.BadZipFile) as error:
        raise RuleBroken(
            _("Ce classeur ne s’ouvre pas : enregistrez-le au format CSV."), field="file"
        ) from error


def _ods_row(row: ET.Element) -> list[str]:
    cells: list[str] = []
    for cell in row:
        if cell.tag not in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            continue
        # The exact value where there is one: what is shown may be rounded or “3,26E+13”.
        value = cell.get(f"{_OFFICE}date-value") or cell.get(f"{_OFFICE}value")
        if value is None:
            value = "\n".join("".join(line.itertext()) for line in cell.iter(f"{_TEXT}p"))
        times = min(int(cell.get(f"{_TABLE}number-columns-repeated", "1")), MAX_COLUMNS - len(cells))
        cells += [value] * max(times, 0)
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, float) and value.is_integer():
        # A number of fourteen digits is still exact in a float (up to 2^53).
        return str(int(value))
    return str(value)


def _same_width(path: Path) -> Path:
    """Pad the rows of a workbook to the width of its title row: empty cells at the end are not stored."""
    widened = path.with_suffix(".wide.csv")
    with (
        path.open(newline="", encoding="utf-8") as file,
        widened.open("w", newline="", encoding="utf-8") as out,
    ):
        writer, width = csv.writer(out, delimiter=";"), 0
        for row in csv.reader(file, delimiter=";"):
            while not width and row and not row[-1]:
                row.pop()
            width = width or len(row)
            writer.writerow([*row[:width], *[""] * (width - len(row))])
    return widened.replace(path)
