"""Family `demo`: from a fresh clone to the first page, the second start, and the memory of both processes."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from benches import ROOT
from benches.processes import Group, free_port
from benches.results import Result

FIRST_START, SECOND_START, MEMORY_MB = 120.0, 5.0, 350.0
GIVE_UP = 600.0
WARM_UP = ["/", "/annuaire/", "/projets/", "/chartes/", "/deliberations/", "/_demo/"]


def measure() -> list[Result]:
    """Clone what is committed, run `make demo` twice, and look at the processes of the second run."""
    with tempfile.TemporaryDirectory(prefix="terreau-demo-") as folder:
        clone = Path(folder) / "terreau"
        subprocess.run(["git", "clone", "--quiet", str(ROOT), str(clone)], check=True)
        first, _memory = start(clone)
        second, memory = start(clone)
    return [
        Result("demo.first_start", first, "s", FIRST_START, at_most=True),
        Result("demo.second_start", second, "s", SECOND_START, at_most=True),
        Result("demo.memory", memory, "MB", MEMORY_MB, at_most=True),
    ]


def start(clone: Path) -> tuple[float, float]:
    """Run `make demo`; return the seconds until a page is served, and the memory once pages were read."""
    port = free_port()
    env = {name: value for name, value in os.environ.items() if not name.startswith("TERREAU_")}
    env.pop("PYTHONPATH", None)
    begun = time.monotonic()
    process = subprocess.Popen(
        [shutil.which("make") or "make", "demo", f"PORT={port}"],
        cwd=clone,
        env=env,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(f"http://127.0.0.1:{port}/", process, begun)
        seconds = time.monotonic() - begun
        for path in WARM_UP * 3:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                answer.read()
        return seconds, Group(process).memory_mb()
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


def wait_for(url: str, process: subprocess.Popen, begun: float) -> None:
    """Wait until the page is served."""
    while time.monotonic() - begun < GIVE_UP:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            if process.poll() is not None:
                raise SystemExit("make demo ended before it served a page") from None
            time.sleep(0.05)
    raise SystemExit(f"make demo served nothing within {GIVE_UP:.0f} s")
