"""Reading Parquet, as the registers give it beside CSV; the library is an optional extra."""

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from terreau.directory.sources.reading import FileFacts, Line, fingerprint
from terreau.kernel.errors import RuleBroken

MAGIC = b"PAR1"
ROWS = 10_000


def is_parquet(path: Path) -> bool:
    """Say whether a file begins as Parquet does."""
    with path.open("rb") as file:
        return file.read(4) == MAGIC


def inspect(path: Path) -> FileFacts:
    """The columns of a Parquet file and its fingerprint."""
    found = _open(path)
    columns = [str(name) for name in found.schema_arrow.names]
    return FileFacts(path, fingerprint(path), "", "", columns, path.stat().st_size, 0)


def lines(facts: FileFacts, columns: list[str], *, number: int = 0) -> Iterator[Line]:
    """Yield each row as text, after row `number`; columns not asked for are never read from the disk.

    Rows are numbered as the lines of the same file in CSV would be: the first is 2.
    """
    found = _open(facts.path)
    rows, row = max(1, found.metadata.num_rows), 2
    places = [facts.columns.index(name) for name in columns]
    for group in range(found.num_row_groups):
        length = found.metadata.row_group(group).num_rows
        if row + length - 1 <= number:
            row += length
            continue
        for batch in found.iter_batches(batch_size=ROWS, row_groups=[group], columns=columns):
            values = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
            for cells in zip(*values, strict=True):
                if row > number:
                    wide = [""] * len(facts.columns)
                    for place, cell in zip(places, cells, strict=True):
                        wide[place] = cell
                    yield Line(row, facts.size * (row - 1) // rows, ";".join(cells), wide)
                row += 1


def _open(path: Path) -> Any:
    try:
        from pyarrow.parquet import ParquetFile  # noqa: PLC0415 - optional extra
    except ImportError:
        raise RuleBroken(
            _("Ce fichier est au format Parquet : installez de quoi le lire avec « pip install pyarrow ».")
        ) from None
    try:
        return ParquetFile(path, memory_map=True)
    except (OSError, ValueError) as error:
        raise RuleBroken(_("Ce fichier Parquet est abîmé : téléchargez-le de nouveau.")) from error


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
