"""Family `search`: the engine over a million organisations, beside FTS5, tsvector and tantivy.

BENCH_ORGANISATIONS sets another size; BENCH_SQLITE and BENCH_POSTGRESQL name bases that are already loaded
(`python -m benches.million.load`), which spares minutes when the engine is worked on.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benches import databases
from benches.processes import python
from benches.results import Result

# What is promised on each database, milliseconds unless the name says otherwise.
P95 = {"sqlite": 10.0, "postgresql": 15.0}
WORST, CELLS, SAVING = 50.0, 5.0, 25.0
REBUILD_SECONDS, REBUILD_MB = 120.0, 100.0


def measure() -> tuple[list[Result], list[dict[str, Any]]]:
    """Measure on every database at hand."""
    results: list[Result] = []
    figures = []
    with tempfile.TemporaryDirectory(prefix="terreau-million-") as folder:
        for database in ("sqlite", "postgresql"):
            with million(database, Path(folder)) as env:
                if env is None:
                    continue
                found = json.loads(python("benches.million.engine", env=env)) | {"database": database}
            figures.append(found)
            results += results_of(found)
    return results, figures


@contextmanager
def million(database: str, folder: Path) -> Iterator[dict[str, str] | None]:
    """Lend the environment of a base that holds the organisations; None without a server."""
    loaded = os.environ.get(f"BENCH_{database.upper()}")
    if loaded:
        yield databases.migrated(databases.environment(folder, loaded, TERREAU_LOG_LEVEL="WARNING"))
        return
    base = databases.sqlite(folder) if database == "sqlite" else databases.postgresql("terreau_million")
    with base as url:
        if url is None:
            yield None
            return
        env = databases.migrated(databases.environment(folder, url, TERREAU_LOG_LEVEL="WARNING"))
        python("benches.million.load", env=env)
        yield env


def results_of(found: dict[str, Any]) -> list[Result]:
    """Return the lines of one database for build/bench.json."""
    database = found["database"]
    name = f"search.{database}"

    def most(what: str, value: float, unit: str, target: float | None = None) -> Result:
        return Result(f"{name}.{what}", value, unit, target, at_most=True)

    lines = [
        most("p50", found["all"]["p50"], "ms"),
        most("p95", found["all"]["p95"], "ms", P95[database]),
        most("worst", found["all"]["max"], "ms", WORST),
        most("cpu_p95", found["all"]["cpu_p95"], "ms"),
        most("cpu_worst", found["all"]["cpu_max"], "ms"),
        most("in_flight.p95", found["in_flight"]["p95"], "ms"),
        Result(f"{name}.in_flight", found["in_flight"]["per_second"], "questions/s"),
        most("cells.p95", found["cells"]["all"]["p95"], "ms", CELLS),
        most("cells.cpu_p95", found["cells"]["all"]["cpu_p95"], "ms"),
        most("saving.p95", found["saving"]["p95"], "ms", SAVING),
        most("saving.cpu_p95", found["saving"]["cpu_p95"], "ms"),
        most("index", found["rebuild"]["megabytes"], "MB", REBUILD_MB),
        most("memory", found["memory"], "MB"),
    ]
    if found["rebuild"]["seconds"]:
        lines.append(most("rebuild", found["rebuild"]["seconds"], "s", REBUILD_SECONDS))
        lines.append(most("rebuild.cpu", found["rebuild"]["cpu"], "s"))
    for group, spread in found["classes"].items():
        lines.append(most(f"{group}.p95", spread["p95"], "ms"))
    for rival, one in found["rivals"].items():
        theirs, ours = one["theirs"]["p95"], one["ours"]["p95"]
        lines.append(Result(f"{name}.p95_beside_{rival}", ours, "ms", baseline=theirs, at_most=True))
        lines.append(most(f"{rival}.p95", theirs, "ms"))
    return lines
