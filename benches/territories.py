"""Family `territories`: loading France and building its closure table, on each database."""

import re
from pathlib import Path

from benches import databases
from benches.processes import python
from benches.results import Result

MOST_SECONDS = 5.0


def measure() -> list[Result]:
    """Load the territories of France in a new database of each kind."""
    return databases.on_each("territories", on_database)


def on_database(name: str, url: str, folder: Path) -> list[Result]:
    env = databases.environment(folder, url)
    python("terreau", "migrate", "-v0", env=env)
    said = python("terreau", "import_territories", env=env)
    found = re.search(r"(\d+) territories, (\d+) inclusions, ([\d.]+) s", said)
    if found is None:
        raise SystemExit(f"import_territories said: {said}")
    return [
        Result(f"territories.{name}.rows", float(found[2]), "rows"),
        Result(f"territories.{name}.load", float(found[3]), "s", MOST_SECONDS, at_most=True),
    ]
