"""Reading a register in blocks: encoding, separator, lines cut in the middle, and where each line stands.

A block that is sane (one record a line, the right number of cells) is split by the csv module in one call; a
block with a fault, or with cells that hold line breaks, is taken up again line by line.
"""

import codecs
import csv
import hashlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

CHUNK = 1 << 20
# A quoted cell may hold line breaks; beyond this many, a quote was never closed.
LINES_IN_A_RECORD = 20
SEPARATORS = ",;\t|"
# A line longer than this is no line of a register (a file without line breaks must not fill the memory).
MAX_LINE = 1 << 20


@dataclass(frozen=True)
class FileFacts:
    """What must be known of a file before its first line is read."""

    path: Path
    digest: str
    encoding: str
    separator: str
    columns: list[str]
    size: int = 0
    start: int = 0  # bytes before the first line after the header


@dataclass(frozen=True, slots=True)
class Line:
    """One record: its number, where the next one begins, its text, and its cells (None when it is cut)."""

    number: int
    end: int
    raw: str
    cells: list[str] | None


def inspect(path: Path) -> FileFacts:
    """Read the file once: its fingerprint, its encoding, its columns."""
    digest, decoder, encoding, size = (
        hashlib.sha256(),
        codecs.getincrementaldecoder("utf-8")(),
        "utf-8",
        0,
    )
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            digest.update(chunk)
            if encoding == "utf-8":
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    encoding = "cp1252"  # what French spreadsheets write; it contains Latin-1
        file.seek(0)
        first = file.readline(MAX_LINE)
    header = first.removeprefix(codecs.BOM_UTF8).decode(encoding, "replace")
    separator = max(SEPARATORS, key=header.count)
    try:
        columns = [cell.strip() for cell in next(csv.reader([header], delimiter=separator), [])]
    except csv.Error:  # no text, or no table
        columns = []
    return FileFacts(path, digest.hexdigest(), encoding, separator, columns, size, len(first))


def fingerprint(path: Path) -> str:
    """The SHA-256 of a file of any kind."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def lines(facts: FileFacts, *, number: int = 0, position: int = 0) -> Iterator[Line]:
    """Yield each record after the header, or after record `number`, which ends at byte `position`."""
    with facts.path.open("rb") as file:
        at = max(position, facts.start)
        file.seek(at)
        following = number + 1 if position > facts.start else 2
        left: list[bytes] = []
        while True:
            block = file.readlines(CHUNK)
            texts = left + block
            if not texts:
                return
            found = _sane(texts, facts)
            if found is None:
                left = yield from _one_by_one(texts, facts, following, at, is_last=not block)
            else:
                left, place = [], at
                for offset, (raw, cells) in enumerate(found):
                    place += len(texts[offset])
                    yield Line(following + offset, place, raw, cells)
            taken = texts[: len(texts) - len(left)]
            following += len(taken)
            at += sum(map(len, taken))


def _text(line: bytes, facts: FileFacts) -> str:
    # No text of PostgreSQL holds the null sign.
    return line[:MAX_LINE].decode(facts.encoding, "replace").replace("\x00", "")


def _sane(texts: list[bytes], facts: FileFacts) -> list[tuple[str, list[str]]] | None:
    """Split a whole block at once; None when any of its lines needs a closer look."""
    decoded = b"".join(texts).decode(facts.encoding, "replace")
    if "\x00" in decoded:
        return None
    raws = decoded.split("\n")
    if raws[-1] == "":
        raws.pop()
    try:
        rows = list(csv.reader(raws, delimiter=facts.separator, strict=True))
    except csv.Error:
        return None
    wanted = len(facts.columns)
    if len(rows) != len(texts) or len(raws) != len(texts) or any(len(row) != wanted for row in rows):
        return None
    return list(zip(raws, rows, strict=True))


def _one_by_one(
    texts: list[bytes], facts: FileFacts, number: int, at: int, *, is_last: bool
) -> Generator[Line, None, list[bytes]]:
    """Yield the records of a block in which something is odd; return the lines kept for the next block."""
    place = 0
    while place < len(texts):
        first = _text(texts[place], facts)
        used, cells = 1, _parse(first, facts)
        if cells is None and '"' in first:
            if not is_last and len(texts) - place < LINES_IN_A_RECORD:
                return texts[place:]
            used, cells = _longer(texts, place, facts)
        raw = "".join(_text(text, facts) for text in texts[place : place + used]).rstrip("\r\n")
        at += sum(map(len, texts[place : place + used]))
        if raw.strip():
            yield Line(number + place, at, raw, cells)
        place += used
    return []


def _longer(texts: list[bytes], place: int, facts: FileFacts) -> tuple[int, list[str] | None]:
    """Read a record over several lines; when its quote is never closed, the first line is the record."""
    text = _text(texts[place], facts)
    for used in range(2, min(LINES_IN_A_RECORD, len(texts) - place) + 1):
        text += _text(texts[place + used - 1], facts)
        cells = _parse(text, facts)
        if cells is not None:
            return used, cells
    return 1, None


def _parse(text: str, facts: FileFacts) -> list[str] | None:
    """Split one record into its cells; None when a quote stays open or the number of cells is wrong."""
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=facts.separator, strict=True))
    except csv.Error:
        return None
    if len(rows) != 1 or len(rows[0]) != len(facts.columns):
        return None
    return rows[0]
