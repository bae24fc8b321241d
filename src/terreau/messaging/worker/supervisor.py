"""One process group for a small town: the web server, and the worker beside it when asked.

Everything is loaded once, then the web server and the worker are forked: they share the memory of what
was loaded. A worker that ends is started again; when the web server ends, or somebody asks to stop,
both stop together.
"""

import gc
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.urls import get_resolver
from django.utils.module_loading import import_string

GRACE = 15.0  # seconds to finish what is in hand
RESTART_PAUSE = 2.0


class Child:
    """One forked process."""

    def __init__(self, work: Callable[[], None]) -> None:
        self._work = work
        self.code: int | None = None
        self.pid = 0

    def start(self) -> None:
        """Fork; the child works, then ends without coming back here."""
        self.code = None
        self.pid = os.fork()
        if self.pid:
            return
        code = 1
        try:
            for number in (signal.SIGTERM, signal.SIGINT):
                signal.signal(number, signal.SIG_DFL)
            self._work()
            code = 0
        finally:
            sys.stderr.flush()
            os._exit(code)

    def is_alive(self) -> bool:
        """Say whether the child still runs."""
        if self.code is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.code = os.waitstatus_to_exitcode(status)
        return self.code is None

    def signal(self, number: int) -> None:
        """Send a signal, unless the child has ended."""
        if self.is_alive():
            os.kill(self.pid, number)


class Supervisor:
    """Starts the processes, keeps the worker alive, stops all together."""

    def __init__(self, web: Child, worker: Child | None) -> None:
        self.web = web
        self.worker = worker
        self._stopping = False
        self._again_at = 0.0

    def run(self) -> int:
        """Return the exit code once everything has stopped."""
        for child in self._children():
            child.start()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask_to_stop)
        while not self._stopping and self.web.is_alive():
            self._keep_worker()
            time.sleep(0.2)
        self._stop_all()
        return 0 if self._stopping else self.web.code or 1

    def _children(self) -> list[Child]:
        return [child for child in (self.web, self.worker) if child]

    def _ask_to_stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _keep_worker(self) -> None:
        if self.worker is None or self.worker.is_alive():
            return
        if not self._again_at:
            self._again_at = time.monotonic() + RESTART_PAUSE
        elif time.monotonic() >= self._again_at:
            self._again_at = 0.0
            self.worker.start()

    def _stop_all(self) -> None:
        for child in self._children():
            child.signal(signal.SIGTERM)
        end = time.monotonic() + GRACE
        while any(child.is_alive() for child in self._children()) and time.monotonic() < end:
            time.sleep(0.05)
        for child in self._children():
            child.signal(signal.SIGKILL)


def preload() -> None:
    """Load the application and its addresses; what is loaded now is shared after the fork."""
    import_string(settings.WSGI_APPLICATION)
    import terreau.messaging.worker.loop  # noqa: F401, PLC0415 - loading is the point, and only here

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()


def serve_web(options: dict[str, Any]) -> None:
    """Run granian with the loaded application."""
    from granian import Granian  # noqa: PLC0415 - not before the fork: it starts threads
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    from terreau.kernel import processes  # noqa: PLC0415

    # Each process that serves is forked from this one, also those that replace another.
    os.register_at_fork(after_in_child=processes.web_started)
    Granian(
        ":".join(settings.WSGI_APPLICATION.rsplit(".", 1)),
        address=options["host"],
        port=options["port"],
        interface=Interfaces.WSGI,
        workers=options["workers"],
        blocking_threads=options["blocking_threads"],
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
    ).serve()


def work() -> None:
    """Run the worker."""
    from terreau.messaging.worker.loop import Worker  # noqa: PLC0415 - after the application is set up

    Worker().run()


def supervise(options: dict[str, Any]) -> int:
    """Load, fork, watch; return the exit code. The process holds no connection and has no other thread."""
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if directory:
        # Counts of processes that are gone: Prometheus reads a fall to zero as a restart.
        shutil.rmtree(directory, ignore_errors=True)
        Path(directory).mkdir(parents=True)
    preload()
    worker = Child(work) if options["with_worker"] else None
    return Supervisor(Child(lambda: serve_web(options)), worker).run()
