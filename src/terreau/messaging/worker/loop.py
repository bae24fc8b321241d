"""The loop of one worker process."""

import datetime as dt
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from types import FrameType

from django.db import DatabaseError, close_old_connections, connection
from django_tasks_db.management.commands.db_worker import Worker as TaskWorker

from terreau.kernel import clock
from terreau.messaging.models import Heartbeat
from terreau.messaging.worker.due import run_jobs, run_reminders
from terreau.messaging.worker.outbox import Unreachable, send_due

log = logging.getLogger("terreau.worker")

BEAT_EVERY = 10.0
FORGET_AFTER = dt.timedelta(days=1)  # workers that were killed
UNREACHABLE_WAITS = (5.0, 15.0, 30.0, 60.0)


class Worker:
    """Runs the steps again and again until it is asked to stop; survives a busy or absent database."""

    def __init__(self, *, interval: float = 1.0) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}"
        self.interval = interval
        self._stop = threading.Event()
        self._beat_at = 0.0
        self._mail_refusals = 0
        self._mail_again_at = 0.0

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the item in hand, then end."""
        self._stop.set()

    def run(self) -> None:
        """Work until stopped (SIGTERM, SIGINT)."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self.stop)
        log.info("worker started", extra={"worker": self.name})
        while not self._stop.is_set():
            if not self._safely(self.turn):
                self._stop.wait(self.interval)
        self._safely(self._sign_off)
        log.info("worker stopped", extra={"worker": self.name})

    def turn(self) -> int:
        """Do what is due now, once; return how much there was."""
        close_old_connections()
        self._beat()
        done = run_reminders(stopping=self._stop.is_set)
        done += self._send()
        done += run_jobs(stopping=self._stop.is_set)
        if not self._stop.is_set():
            self._run_tasks()
        return done

    def _send(self) -> int:
        if time.monotonic() < self._mail_again_at:
            return 0
        try:
            done = send_due(stopping=self._stop.is_set)
        except Unreachable as error:
            wait = UNREACHABLE_WAITS[min(self._mail_refusals, len(UNREACHABLE_WAITS) - 1)]
            self._mail_refusals += 1
            self._mail_again_at = time.monotonic() + wait
            log.warning("mail server unreachable", extra={"error": str(error), "seconds": wait})
            return 0
        self._mail_refusals = 0
        return done

    def _beat(self) -> None:
        if time.monotonic() - self._beat_at < BEAT_EVERY:
            return
        now = clock.now()
        Heartbeat.objects.update_or_create(name=self.name, defaults={"beat_at": now})
        Heartbeat.objects.filter(beat_at__lt=now - FORGET_AFTER).delete()
        self._beat_at = time.monotonic()

    def _sign_off(self) -> int:
        Heartbeat.objects.filter(name=self.name).delete()
        return 0

    def _run_tasks(self) -> None:
        """Run the pending tasks of Django's task interface (things that may be lost without harm)."""
        TaskWorker(
            queue_names=["*"],
            interval=0,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=50,
            worker_id=self.name[:64],
            excluded_queue_names=[],
        ).run()

    def _safely(self, step: Callable[[], int]) -> int:
        try:
            return step()
        except DatabaseError as error:
            log.warning("database unavailable", extra={"error": type(error).__name__})
            connection.close()
            self._stop.wait(2.0)
            return 0
