"""Family `searchpages`: the pages of a directory of a million organisations under `terreau serve`."""

import json
import tempfile
from pathlib import Path

from benches import load
from benches.processes import Server, python, serving
from benches.results import Result
from benches.search import million

WORKERS = 2
SECONDS = 10
# Requests a second and 95th percentile in milliseconds, without the cache of pages.
RATE, P95 = 150.0, 80.0


def measure() -> list[Result]:
    """Measure on every database at hand."""
    load.refuse_without_wrk()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="terreau-pages-") as folder:
        for database in ("sqlite", "postgresql"):
            with million(database, Path(folder)) as env:
                if env is not None:
                    results += on_database(database, env, Path(folder))
    return results


def on_database(database: str, env: dict[str, str], folder: Path) -> list[Result]:
    """Build what is missing, serve, and ask for the addresses of each page in turn."""
    python("benches.million.engine", "--index-only", env=env)
    pages = json.loads(python("benches.million.addresses", env=env))
    serve = ["terreau", "serve", "--port", "{port}", "--workers", str(WORKERS)]
    with serving(serve, env | {"TERREAU_PAGE_CACHE": "0"}, folder / "server.log") as server:
        return [
            one for name, paths in pages.items() for one in one_page(database, name, paths, server, folder)
        ]


def one_page(database: str, name: str, paths: list[str], server: Server, folder: Path) -> list[Result]:
    """Ask once to let the processes read what they keep, then count."""
    listed = folder / f"{name}.txt"
    listed.write_text("\n".join(paths) + "\n")
    load.run_all(server.url, listed, SECONDS)
    before = server.cpu_seconds()
    done = load.run_all(server.url, listed, SECONDS)
    used = (server.cpu_seconds() - before) * 1000 / max(done.requests, 1)
    if done.errors:
        raise SystemExit(f"{name}: {done.errors} wrong answers out of {done.requests}")
    prefix = f"searchpages.{database}.{name}"
    return [
        Result(f"{prefix}.rate", done.per_second, "requests/s", RATE),
        Result(f"{prefix}.p95", done.p95, "ms", P95, at_most=True),
        Result(f"{prefix}.cpu", used, "ms"),
        Result(f"{prefix}.memory", server.memory_mb(), "MB"),
    ]
