"""What the story tells as data: the structures, offers and projects of `content/*.toml`."""

import tomllib
from pathlib import Path
from typing import Any

CONTENT = Path(__file__).resolve().parent.parent / "content"


def read(kind: str) -> list[dict[str, Any]]:
    """Return what is told of one kind, in the order of its file."""
    with (CONTENT / f"{kind}s.toml").open("rb") as file:
        return tomllib.load(file)[kind]


def names() -> list[str]:
    """Return the names of the people who appear there: those of the teams, then the holders."""
    teams = [name for one in read("organisation") for name in one["people"]]
    return [*teams, *(one["who"] for one in read("project"))]
