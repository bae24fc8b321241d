"""Family `coverage`: subject by stage for one town and for a département, over 5,000 offers of all France."""

import json
from pathlib import Path

from benches import databases
from benches.processes import python
from benches.results import Result

TOWN_MS, DEPARTMENT_SECONDS = 50.0, 5.0


def measure() -> list[Result]:
    """Measure on every database at hand; the baseline asks the database one question a cell."""
    return databases.on_each("coverage", on_database)


def on_database(name: str, url: str, folder: Path) -> list[Result]:
    env = databases.environment(folder, url, TERREAU_LOG_LEVEL="WARNING")
    python("terreau", "migrate", "-v0", env=env)
    python("terreau", "import_territories", env=env)
    found = json.loads(python("benches.covering", env=env))
    start = f"coverage.{name}"
    return [
        Result(f"{start}.offers", found["offers"], "offers"),
        Result(f"{start}.town_p50", found["town_p50"], "ms", TOWN_MS, found["cell_by_cell"], at_most=True),
        Result(f"{start}.town_p95", found["town_p95"], "ms", TOWN_MS, found["cell_by_cell"], at_most=True),
        Result(f"{start}.town_cpu", found["town_cpu"], "ms", TOWN_MS, at_most=True),
        Result(f"{start}.town_cell_by_cell", found["cell_by_cell"], "ms"),
        Result(f"{start}.department", found["department"], "s", DEPARTMENT_SECONDS, at_most=True),
        Result(f"{start}.department_communes", found["communes"], "communes"),
    ]
