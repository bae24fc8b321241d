"""Asking a page again and again with wrk, and reading what wrk says."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 8
# wrk prints 50, 75, 90 and 99 %; the 95th comes from a script, like the number of wrong answers.
SCRIPT = Path(__file__).with_name("report.lua")
PATHS = Path(__file__).with_name("paths.lua")


@dataclass(frozen=True)
class Load:
    """What one run of wrk found."""

    per_second: float
    p50: float
    p95: float
    p99: float
    requests: int
    errors: int


def refuse_without_wrk() -> None:
    """Say how to get wrk when it is absent."""
    if shutil.which("wrk") is None:
        raise SystemExit("The measures need wrk. On Debian and Ubuntu: sudo apt-get install wrk")


def run(url: str, seconds: int, cookie: str = "") -> Load:
    """Ask for a page during some seconds over eight connections."""
    cookies = ["-H", f"Cookie: sessionid={cookie}"] if cookie else []
    return _wrk(["-s", str(SCRIPT), *cookies, url], seconds)


def run_all(url: str, paths: Path, seconds: int) -> Load:
    """Ask for the addresses of a file, one a line, during some seconds over eight connections."""
    return _wrk(["-s", str(PATHS), url, "--", str(paths)], seconds)


def _wrk(arguments: list[str], seconds: int) -> Load:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found = re.search(r"RESULT (\d+) (\d+) (\d+) (\d+) ([\d.]+) ([\d.]+) ([\d.]+)", done.stdout)
    if found is None:
        raise SystemExit(f"wrk said nothing that can be read:\n{done.stdout}{done.stderr}")
    requests, micros, errors = int(found[1]), int(found[2]), int(found[3])
    p50, p95, p99 = (float(found[number]) / 1000 for number in (5, 6, 7))
    return Load(requests / (micros / 1_000_000), p50, p95, p99, requests, errors)
