"""How far the demo lives ahead of this computer: one small file, which each of its processes reads.

A file and no row: the clock is asked hundreds of times for a page, inside transactions and outside.
"""

import datetime as dt
from pathlib import Path

NONE = dt.timedelta()


class Lead:
    """The lead that a file holds, in seconds; read again when the file has changed."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._lead = NONE

    def __call__(self) -> dt.timedelta:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            return NONE
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            self._lead = dt.timedelta(seconds=float(self._path.read_text()))
            self._stamp = stamp
        return self._lead


def write(path: Path, lead: dt.timedelta) -> None:
    """Keep a lead, in one stroke: no process ever reads half of it."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(str(lead.total_seconds()))
    draft.replace(path)


def forget(path: Path) -> None:
    """Return to the date of this computer."""
    path.unlink(missing_ok=True)
