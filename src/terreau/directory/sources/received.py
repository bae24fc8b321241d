"""The bytes of a file sent from the browser, made a CSV on the disk within bounds."""

import zipfile
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from terreau.directory.sources import workbook
from terreau.kernel.errors import RuleBroken

MAX_BYTES = 100_000_000


def write_bytes(path: Path, chunks: Iterable[bytes]) -> None:
    """Write the bytes to the disk; refuse what is too big, empty, or neither text nor an archive."""
    size, is_archive = 0, False
    with path.open("wb") as file:
        for chunk in chunks:
            is_archive = is_archive or (not size and chunk.startswith(workbook.ZIP))
            size += len(chunk)
            if size > MAX_BYTES:
                raise RuleBroken(_("Ce fichier dépasse 100 Mo : coupez-le en plusieurs."), field="file")
            if b"\x00" in chunk and not is_archive:
                raise RuleBroken(
                    _("Ce fichier n’est pas un CSV : enregistrez votre tableau au format CSV."), field="file"
                )
            file.write(chunk)
    if not size:
        raise RuleBroken(_("Ce fichier est vide : choisissez-en un autre."), field="file")


def as_csv(path: Path, folder: Path) -> Path:
    """The CSV in a file: the file itself, the first sheet of a workbook, the only CSV of an archive."""
    if not workbook.is_zip(path):
        return path
    names = [name for name in workbook.names_in(path) if name.lower().endswith(".csv")]
    if len(names) != 1:
        return workbook.to_csv(path, folder / "table.csv")
    target = folder / "table.csv"
    with zipfile.ZipFile(path) as archive, archive.open(names[0]) as packed, target.open("wb") as out:
        left = workbook.MAX_BYTES
        # The table of contents may lie: what counts is what comes out.
        while block := packed.read(1 << 20):
            left -= len(block)
            if left < 0:
                raise RuleBroken(
                    _("Ce fichier est démesuré une fois ouvert : coupez-le en plusieurs."), field="file"
                )
            out.write(block)
    return target


def lines_of(path: Path) -> int:
    """The number of lines of a text."""
    with path.open("rb") as file:
        return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))
