"""Family `matching`: one project among 20,000 offers of forty rules over the whole of France.

Measured beside what one writes first: the offers as objects of the ORM, each rule read and judged in a loop.
The figures are processor time of the process, besides the wall clock: a shared machine changes the second.
"""

import json
from pathlib import Path
from typing import Any

from benches import databases
from benches.processes import python
from benches.results import Result

P95_MS = 30.0


def measure() -> list[Result]:
    """Measure on every database at hand."""
    return databases.on_each("matching", on_database)


def on_database(name: str, url: str, folder: Path) -> list[Result]:
    env = databases.environment(folder, url, TERREAU_LOG_LEVEL="WARNING")
    python("terreau", "migrate", "-v0", env=env)
    python("terreau", "import_territories", env=env)
    return results_of(name, json.loads(python("benches.matchmaking", env=env)))


def results_of(database: str, found: dict[str, Any]) -> list[Result]:
    """Return the lines of one database for build/bench.json."""
    name = f"matching.{database}"
    ours, plain = found["ours"], found["plain"]
    return [
        Result(f"{name}.offers", found["offers"], "offers"),
        Result(f"{name}.candidates", found["candidates"], "offers read"),
        Result(f"{name}.p50", ours["p50"], "ms", at_most=True),
        Result(f"{name}.p95", ours["p95"], "ms", P95_MS, baseline=plain["p95"], at_most=True),
        Result(f"{name}.cpu_p95", ours["cpu_p95"], "ms", P95_MS, baseline=plain["cpu_p95"], at_most=True),
        Result(f"{name}.plain_loop.p95", plain["p95"], "ms", at_most=True),
        Result(f"{name}.plain_loop.cpu_p95", plain["cpu_p95"], "ms", at_most=True),
    ]
