"""Family `pages`: what each page of the table gives under `terreau serve`, beside the floor.

The same town is loaded in SQLite and in PostgreSQL. For each page, three runs of wrk follow each other
within seconds: the floor, the page without the page cache, the page with it; they are repeated, and the best
of the repetitions is kept for each, because a shared machine only ever takes speed away.
"""

import json
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benches import databases, load
from benches.processes import Server, python, serving
from benches.results import Result
from benches.table import PAGES, MeasuredPage

WORKERS = 2
SECONDS = 2.0
REPETITIONS = 3


@dataclass(frozen=True)
class Measure:
    """The best run of a page, and the processor time of one request."""

    load: load.Load
    cpu_ms: float


@dataclass(frozen=True)
class PageFigures:
    """All that was found about one page on one database."""

    page: MeasuredPage
    database: str
    uncached: Measure
    cached: Measure | None
    floor: Measure
    queries: int
    duplicates: int
    bytes: int


def measure() -> tuple[list[Result], list[PageFigures]]:
    """Measure every page on every database at hand."""
    load.refuse_without_wrk()
    figures: list[PageFigures] = []
    with tempfile.TemporaryDirectory(prefix="terreau-bench-") as folder:
        with databases.sqlite(Path(folder) / "sqlite") as url:
            figures += on_database("sqlite", url, Path(folder) / "sqlite")
        with databases.postgresql() as url:
            if url:
                figures += on_database("postgresql", url, Path(folder) / "postgresql")
    return [one for found in figures for one in results_of(found)], figures


def on_database(name: str, url: str, folder: Path) -> list[PageFigures]:
    """Load the town, start the three servers, and go through the table."""
    env = databases.migrated(databases.environment(folder, url, TERREAU_LOG_LEVEL="WARNING"))
    town = json.loads(python("benches.town", env=env))
    plain = env | {"TERREAU_PAGE_CACHE": "0"}
    counts = json.loads(python("benches.counting", json.dumps(town), env=plain))
    serve = ["terreau", "serve", "--port", "{port}", "--workers", str(WORKERS)]
    log = folder / "server.log"
    with ExitStack() as stack:
        floor = stack.enter_context(serving(["benches.floor.serve", "{port}", str(WORKERS)], env, log))
        uncached = stack.enter_context(serving(serve, plain, log))
        cached = stack.enter_context(serving(serve, env, log))
        return [one_page(name, page, town, counts[page.name], (floor, uncached, cached)) for page in PAGES]


def one_page(
    database: str,
    page: MeasuredPage,
    town: dict[str, Any],
    counts: dict[str, int],
    servers: tuple[Server, Server, Server],
) -> PageFigures:
    """Run the floor, the page and the cached page in turn, several times."""
    floor, uncached, cached = servers
    path = town["pages"][page.name]
    cookie = town["sessions"].get(page.reader, "")
    found: dict[str, list[Measure]] = {"floor": [], "uncached": [], "cached": []}
    for _ in range(REPETITIONS):
        found["floor"].append(one_run(floor, "/"))
        found["uncached"].append(one_run(uncached, path, cookie))
        if page.cached:
            found["cached"].append(one_run(cached, path))
    best = {name: max(runs, key=lambda run: run.load.per_second) for name, runs in found.items() if runs}
    return PageFigures(
        page, database, best["uncached"], best.get("cached"), best["floor"], **counts
    )  # fmt: skip


def one_run(server: Server, path: str, cookie: str = "") -> Measure:
    """Ask for a page during some seconds, watching what the server’s processes consume."""
    before = server.cpu_seconds()
    done = load.run(server.url + path, SECONDS, cookie)
    used = server.cpu_seconds() - before
    if done.errors:
        raise SystemExit(f"{path}: {done.errors} wrong answers out of {done.requests}")
    return Measure(done, used * 1000 / max(done.requests, 1))


def results_of(found: PageFigures) -> list[Result]:
    """Return the lines of a page for build/bench.json."""
    name = f"pages.{found.database}.{found.page.name}"
    floor = found.floor.load.per_second
    lines = [
        Result(f"{name}.uncached", found.uncached.load.per_second, "requests/s", found.page.uncached, floor),
        Result(f"{name}.p95", found.uncached.load.p95, "ms"),
        Result(f"{name}.cpu", found.uncached.cpu_ms, "ms"),
        Result(f"{name}.queries", found.queries, "queries", found.page.queries, at_most=True),
        Result(f"{name}.duplicates", found.duplicates, "queries", 0, at_most=True),
        Result(f"{name}.bytes", found.bytes, "bytes"),
        Result(f"{name}.floor", floor, "requests/s"),
    ]
    if found.cached and found.page.cached:
        lines.append(
            Result(f"{name}.cached", found.cached.load.per_second, "requests/s", found.page.cached, floor)
        )
    return lines
