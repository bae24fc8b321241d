"""Reading a register line by line: encoding, separator, lines cut in the middle."""

import codecs
import csv
import hashlib
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from terreau.directory.enums import Rejection
from terreau.directory.sources.candidate import LineRefused

CHUNK = 1 << 20
# A quoted cell may hold line breaks; beyond this many, a quote was never closed.
LINES_IN_A_RECORD = 20
SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class FileFacts:
    """What must be known of a file before its first line is read."""

    path: Path
    digest: str
    encoding: str
    separator: str
    columns: list[str]


@dataclass(frozen=True)
class Line:
    """One record: where it starts, its text, and its cells by column (None when it is cut)."""

    number: int
    raw: str
    cells: dict[str, str] | None

    def row(self) -> dict[str, str]:
        """The cells, or the refusal of a cut line."""
        if self.cells is None:
            raise LineRefused(Rejection.CUT)
        return self.cells


def inspect(path: Path) -> FileFacts:
    """Read the file once: its fingerprint, its encoding, its columns."""
    fingerprint, decoder, encoding = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")(), "utf-8-sig"
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            fingerprint.update(chunk)
            if encoding == "utf-8-sig":
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    encoding = "cp1252"  # what French spreadsheets write; it contains Latin-1
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        header = file.readline()
    separator = max(SEPARATORS, key=header.count)
    columns = [cell.strip() for cell in next(csv.reader([header], delimiter=separator), [])]
    return FileFacts(path, fingerprint.hexdigest(), encoding, separator, columns)


def lines(facts: FileFacts) -> Iterator[Line]:
    """Yield each record of the file after the header, without ever holding the whole file."""
    with facts.path.open(encoding=facts.encoding, errors="replace", newline="") as file:
        next(file, None)
        number, waiting = 2, deque[str]()
        while taken := _take(waiting, file, facts):
            texts, cells = taken
            if texts[0].strip():
                yield Line(number, "".join(texts).rstrip("\r\n"), cells)
            number += len(texts)


def _take(
    waiting: deque[str], file: Iterator[str], facts: FileFacts
) -> tuple[list[str], dict[str, str] | None] | None:
    """Take the next record: one line of text, or several when a quoted cell holds line breaks.

    When a quote is never closed, the first line alone is the record, and the others wait for their turn.
    """

    def following() -> str | None:
        if waiting:
            return waiting.popleft()
        text = next(file, None)
        # No text of PostgreSQL holds the null sign.
        return None if text is None else text.replace("\x00", "")

    first = following()
    if first is None:
        return None
    texts, cells = [first], _parse(first, facts)
    while cells is None and '"' in first and len(texts) < LINES_IN_A_RECORD:
        text = following()
        if text is None:
            break
        texts.append(text)
        cells = _parse("".join(texts), facts)
    if cells is None:
        waiting.extendleft(reversed(texts[1:]))
        del texts[1:]
    return texts, cells


def _parse(text: str, facts: FileFacts) -> dict[str, str] | None:
    """Split one record into its cells; None when a quote stays open or the number of cells is wrong."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=facts.separator, strict=True))
    except csv.Error:
        return None
    if len(rows) != 1 or len(rows[0]) != len(facts.columns):
        return None
    return dict(zip(facts.columns, rows[0], strict=True))
