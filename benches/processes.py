"""Starting a server in its own session, asking when it answers, what it costs, and stopping it whole."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benches import ROOT

TICKS = os.sysconf("SC_CLK_TCK")
START_WITHIN = 120.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def python(*arguments: str, env: dict[str, str], check: bool = True) -> str:
    """Run a module of ours to its end and return what it wrote."""
    done = subprocess.run(
        [sys.executable, "-m", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, check=False
    )
    if check and done.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


class Group:
    """The processes that descend from one that was started in a session of its own."""

    def __init__(self, process: subprocess.Popen) -> None:
        self.process = process

    def pids(self) -> list[int]:
        """Return the processes of the session, those that left its first group too."""
        numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
        return [number for number in numbers if _field(number, 6) == str(self.process.pid)]

    def cpu_seconds(self) -> float:
        """Return the processor time that the group has used so far."""
        return sum(int(_field(pid, 14) or 0) + int(_field(pid, 15) or 0) for pid in self.pids()) / TICKS

    def memory_mb(self) -> float:
        """Return the memory of the group, pages shared between its processes counted once."""
        return sum(_proportional_kb(pid) for pid in self.pids()) / 1024

    def stop(self) -> None:
        """Ask the group to end, then make it."""
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Server(Group):
    """A process group that serves on a port."""

    def __init__(self, arguments: list[str], env: dict[str, str], log: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *(one.format(port=port) for one in arguments)],
                cwd=ROOT,
                env=env,
                stdout=subprocess.DEVNULL,
                stderr=output,
                start_new_session=True,
            )
        super().__init__(process)
        self._wait()

    def _wait(self) -> None:
        start = time.monotonic()
        while time.monotonic() - start < START_WITHIN:
            try:
                with urllib.request.urlopen(self.url, timeout=5):
                    return
            except OSError:
                if self.process.poll() is not None:
                    raise SystemExit(f"{self.process.args} ended at once") from None
                time.sleep(0.05)
        raise SystemExit(f"{self.process.args} does not answer")


@contextmanager
def serving(arguments: list[str], env: dict[str, str], log: Path) -> Iterator[Server]:
    """Serve during the block. `{port}` in the arguments is replaced by a free port."""
    server = Server(arguments, env, log)
    try:
        yield server
    finally:
        server.stop()


def _field(pid: int, number: int) -> str:
    """Return a field of /proc/PID/stat, numbered as in proc(5); empty when the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return ""
    return text.rpartition(")")[2].split()[number - 3]


def _proportional_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
