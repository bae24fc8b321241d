"""Family `imports`: a million establishments in Sirene's layout, from the file to the directory.

Each figure has its floor of the same minutes: the same file read by DuckDB or Polars alone, as text.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benches import ROOT, databases, sirene_file
from benches.processes import Group, python
from benches.results import Result

ESTABLISHMENTS = int(os.environ.get("TERREAU_BENCH_ESTABLISHMENTS", "1000000"))
LEAST_ROWS = 20_000.0
MOST_MEMORY_MB = 400.0
SEED = 1
# Communes that the generated establishments stand in: real codes for most of them.
COMMUNES = [
    (
        f"{department:02}{number:03}",
        f"{department:02}{number:03}",
        150_000 + 9_000 * department,
        6_200_000 + 2_000 * number,
    )
    for department in (*range(1, 20), *range(21, 96))
    for number in range(1, 300)
]


def measure() -> list[Result]:
    """Generate the files, then load them in a new database of each kind."""
    results = []
    with tempfile.TemporaryDirectory(prefix="terreau-bench-") as folder:
        _units, houses = sirene_file.write(Path(folder), ESTABLISHMENTS, SEED, COMMUNES)
        floor = _floor(houses)
        results.append(Result("imports.floor.rows", ESTABLISHMENTS / floor, "rows/s"))
        results += databases.on_each(
            "imports", lambda name, url, place: _on_database(name, url, place, Path(folder), floor)
        )
    return results


def _on_database(name: str, url: str, folder: Path, files: Path, floor: float) -> list[Result]:
    units, houses = (files / file for file in sirene_file.NAMES)
    env = databases.environment(folder, url)
    python("terreau", "migrate", "-v0", env=env)
    python("terreau", "import", "territories", env=env)
    first = _run(env, "import", "sirene-units", str(units), "--leave-index")
    number = sum(1 for _line in units.open("rb")) - 1
    second = _run(env, "import", "sirene-establishments", str(houses), "--leave-index")
    index = _run(env, "search", "rebuild", "organisation")
    target = LEAST_ROWS if name == "sqlite" else None
    memory = max(first.memory, second.memory)
    again = _run(env, "import", "sirene-establishments", str(houses), "--leave-index")
    ratio = ESTABLISHMENTS / floor
    return [
        Result(f"imports.{name}.units", number / first.seconds, "rows/s"),
        Result(f"imports.{name}.establishments", ESTABLISHMENTS / second.seconds, "rows/s", target, ratio),
        Result(f"imports.{name}.cpu", 1e6 * second.cpu / ESTABLISHMENTS, "µs/row"),
        Result(f"imports.{name}.search_index", index.seconds, "s"),
        Result(f"imports.{name}.search_index_memory", index.memory, "MB"),
        Result(f"imports.{name}.memory", memory, "MB", MOST_MEMORY_MB, at_most=True),
        Result(f"imports.{name}.again", ESTABLISHMENTS / again.seconds, "rows/s"),
        Result(f"imports.{name}.resume", _resume(houses, env), "s"),
    ]


@dataclass(frozen=True)
class _Loaded:
    """One command: its seconds, the processor's, its peak memory in MB (pages of the file included)."""

    seconds: float
    cpu: float
    memory: float


def _run(env: dict[str, str], *command: str) -> _Loaded:
    """Run one command to its end; its seconds hold the start of Python."""
    start = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "terreau", *command],
        cwd=ROOT,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    group, most, cpu = Group(process), 0.0, 0.0
    while process.poll() is None:
        most, cpu = max(most, group.memory_mb()), max(cpu, group.cpu_seconds())
        time.sleep(0.5)
    if process.returncode:
        raise SystemExit(f"terreau {' '.join(command)} failed")
    return _Loaded(time.monotonic() - start, cpu, most)


def _resume(houses: Path, env: dict[str, str]) -> float:
    """Kill an import of a changed file on its way; return the seconds from its second start to a batch."""
    changed = houses.with_name("changed.csv")
    changed.write_bytes(houses.read_bytes() + b"\n")
    command = [sys.executable, "-m", "terreau", "import", "sirene-establishments", str(changed)]
    first = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    _wait_for(first, r"(\d+) %", 30)
    first.send_signal(signal.SIGKILL)
    first.wait()
    start = time.monotonic()
    second = subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    _wait_for(second, r"(\d+) %", 30)
    took = time.monotonic() - start
    second.kill()
    second.wait()
    return took


def _wait_for(process: subprocess.Popen, pattern: str, least: int) -> None:
    """Read what an import says on its error output until it has come this far."""
    assert process.stderr is not None
    for line in process.stderr:
        found = re.search(pattern, line)
        if found and int(found[1]) >= least:
            return
    raise SystemExit("the import ended before it could be interrupted")


def _floor(path: Path) -> float:
    """The seconds that the fastest reader at hand needs for the file alone."""
    try:
        import duckdb
    except ImportError:
        import polars as pl

        start = time.monotonic()
        pl.read_csv(path, infer_schema=False)
        return time.monotonic() - start
    start = time.monotonic()
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE t AS SELECT * FROM read_csv(?, all_varchar=true, header=true)", [str(path)]
    )
    return time.monotonic() - start
