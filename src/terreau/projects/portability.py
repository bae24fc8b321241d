"""A holder takes the whole file away: what each app adds to the story it tells.

    @portability.chapter("referrals", label=_("Mises en relation"))
    def referrals(project): return [{"at": …, …}]        # plain data, the holder's side only

Apps above register theirs in `receivers.py`. Every row holds only what JSON can say, dates as text.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from terreau.projects.models import Project

Rows = Callable[[Project], list[dict[str, Any]]]


@dataclass(frozen=True)
class Chapter:
    """One part of the story, and its title for the printed file."""

    name: str
    label: Any
    rows: Rows


CHAPTERS: dict[str, Chapter] = {}


def chapter(name: str, *, label: Any) -> Callable[[Rows], Rows]:
    """Register a part of the story."""

    def register(rows: Rows) -> Rows:
        CHAPTERS[name] = Chapter(name, label, rows)
        return rows

    return register
