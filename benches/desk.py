"""Family `desk`: the officer's list and the follow-up desk over 5,000 projects, on both databases."""

import json
from pathlib import Path

from benches import databases
from benches.processes import python
from benches.results import Result

PAGE_MS, QUERIES = 300.0, 12


def measure() -> list[Result]:
    """Measure on every database at hand; the baseline asks each followed project when it was last heard."""
    return databases.on_each("desk", on_database)


def on_database(name: str, url: str, folder: Path) -> list[Result]:
    """Fill one database, and time its pages in a process that lives there."""
    env = databases.migrated(databases.environment(folder, url, TERREAU_LOG_LEVEL="WARNING"))
    python("terreau", "import_territories", env=env)
    found = json.loads(python("benches.desking", env=env))
    start = f"desk.{name}"
    results = [
        Result(f"{start}.projects", found["projects"], "projects"),
        Result(f"{start}.silence_one_by_one", found["one_by_one"], "ms"),
    ]
    for page, figures in found["pages"].items():
        results += [
            Result(f"{start}.{page}_p50", figures["p50"], "ms"),
            Result(f"{start}.{page}_p95", figures["p95"], "ms", PAGE_MS, at_most=True),
            Result(f"{start}.{page}_cpu", figures["cpu"], "ms", PAGE_MS, at_most=True),
            Result(f"{start}.{page}_queries", figures["queries"], "queries", QUERIES, at_most=True),
        ]
    return results
