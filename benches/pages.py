"""Family `pages`: what each page of the table gives under `terreau serve`, beside the floor.

The same town is loaded in SQLite and in PostgreSQL. For each page, three runs of wrk follow each other
within seconds: the floor, the page without the page cache, the page with it; they are repeated, and the best
of the repetitions is kept for each, because a shared machine only ever takes speed away.
"""

import json
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benches import databases, load
from benches.processes import Server, python, serving
from benches.results import Result
from benches.table import PAGES, MeasuredPage

WORKERS = 2
NO_CACHE = {"TERREAU_PAGE_CACHE": "0"}
SECONDS = 2  # wrk counts in whole seconds
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


@dataclass(frozen=True)
class Town:
    """A loaded town: where it is, how to serve it, and what was counted in it."""

    database: str
    env: dict[str, str]
    places: dict[str, Any]
    counts: dict[str, dict[str, int]]
    log: Path


def measure() -> tuple[list[Result], list[PageFigures]]:
    """Measure every page on every database at hand."""
    load.refuse_without_wrk()
    figures: list[PageFigures] = []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="terreau-bench-")))
        urls = {
            "sqlite": stack.enter_context(databases.sqlite(folder / "sqlite")),
            "postgresql": stack.enter_context(databases.postgresql()),
        }
        # Both towns are loaded side by side, and nothing is measured meanwhile.
        with ThreadPoolExecutor() as pool:
            towns = list(pool.map(lambda one: load_town(one[0], one[1], folder / one[0]), urls.items()))
        for town in filter(None, towns):
            figures += on_database(town)
    return [one for found in figures for one in results_of(found)], figures


def load_town(database: str, url: str | None, folder: Path) -> Town | None:
    """Fill a new database, and count the queries of each page in it; None without a server."""
    if url is None:
        return None
    env = databases.migrated(databases.environment(folder, url, TERREAU_LOG_LEVEL="WARNING"))
    places = json.loads(python("benches.town", env=env))
    counts = json.loads(python("benches.counting", json.dumps(places), env=env | NO_CACHE))
    return Town(database, env, places, counts, folder / "server.log")


def on_database(town: Town) -> list[PageFigures]:
    """Start the three servers, and go through the table."""
    serve = ["terreau", "serve", "--port", "{port}", "--workers", str(WORKERS)]
    with ExitStack() as stack:
        floor = serving(["benches.floor.serve", "{port}", str(WORKERS)], town.env, town.log)
        started = [floor, serving(serve, town.env | NO_CACHE, town.log), serving(serve, town.env, town.log)]
        servers = [stack.enter_context(one) for one in started]
        return [one_page(town, page, servers) for page in PAGES]


def one_page(town: Town, page: MeasuredPage, servers: list[Server]) -> PageFigures:
    """Run the floor, the page and the cached page in turn, several times."""
    floor, uncached, cached = servers
    path = town.places["pages"][page.name]
    cookie = town.places["sessions"].get(page.reader, "")
    for server in servers[1:]:
        load.run(server.url + path, 1, cookie)  # a fresh process reads its templates first
    found: dict[str, list[Measure]] = {"floor": [], "uncached": [], "cached": []}
    for _ in range(REPETITIONS):
        found["floor"].append(one_run(floor, "/"))
        found["uncached"].append(one_run(uncached, path, cookie))
        if page.cached:
            found["cached"].append(one_run(cached, path))
    best = {name: max(runs, key=lambda run: run.load.per_second) for name, runs in found.items() if runs}
    rates = ", ".join(f"{name} {one.load.per_second:,.0f}/s" for name, one in best.items())
    sys.stdout.write(f"  {town.database:10} {page.name:14} {rates}\n")
    sys.stdout.flush()
    return PageFigures(
        page,
        town.database,
        best["uncached"],
        best.get("cached"),
        best["floor"],
        **town.counts[page.name],
    )


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
