"""What every import command does: load or rehearse, show how far it is, tell what happened."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.directory import actions
from terreau.directory.enums import Rejection
from terreau.directory.quality import Band
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.search.actions import keep_up

COUNTS = ("created", "updated", "unchanged", "merged", "rejected")
WIDTH = 30


class ImportCommand(BaseCommand):
    """A command that loads one file of one register."""

    source = ""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")
        parser.add_argument("--leave-index", action="store_true", help="leave the search index to the worker")

    def mapping(self, _options: dict[str, Any]) -> dict[str, str] | None:
        """What the columns mean, for the commands that ask."""
        return None

    def handle(self, *_args: Any, **options: Any) -> None:
        self.start = time.monotonic()
        facts: dict[str, Any] = {
            "path": options["file"],
            "by": Actor.system(type(self).__module__.rpartition(".")[2]),
            "source": options.get("source") or self.source,
            "mapping": self.mapping(options),
        }
        try:
            if options["dry_run"]:
                report = actions.rehearse_import(**facts)
            else:
                report = actions.import_directory(**facts, progress=self.show)
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(report, time.monotonic() - self.start)
        if report.run is not None and not options["leave_index"]:
            self._index()

    def _index(self) -> None:
        """Build the search index at once when much changed: no need to wait for the worker."""
        start = time.monotonic()
        if done := keep_up(kind="organisation"):
            self.stdout.write(f"search index {done} ({time.monotonic() - start:.1f} s)")

    def show(self, done: int, size: int, lines: int) -> None:
        """Draw how far the file is read; one line that is written over on a terminal."""
        part = min(1.0, done / size) if size else 1.0
        bar = ("█" * round(part * WIDTH)).ljust(WIDTH, "·")
        pace = lines / max(time.monotonic() - self.start, 0.001)
        end = "\r" if self.stderr.isatty() and part < 1 else "\n"
        said = f"{bar} {part:4.0%} {lines:,} lines, {pace:,.0f} lines/s".replace("%", " %")
        self.stderr.write(said, ending=end)
        self.stderr.flush()

    def _tell(self, report: actions.Report, seconds: float) -> None:
        if report.resumed_at:
            self.stdout.write(f"resumed after line {report.resumed_at}")
        counts = report.counts
        more = [name for name in ("waiting", "skipped") if counts[name]]
        lines = sum(counts.values())
        said = ", ".join(f"{counts[name]} {name}" for name in (*COUNTS, *more))
        self.stdout.write(
            f"{lines} lines: {said} ({seconds:.1f} s, {lines / max(seconds, 0.001):.0f} lines/s)"
        )
        for reason, number in report.reasons.most_common():
            self.stdout.write(f"  {number} × {Rejection(reason).label}")
        if report.quality:
            self.stdout.write(
                "quality: " + ", ".join(f"{report.quality[band]} {band.value}" for band in Band)
            )
        if counts["created"] + counts["updated"] + counts["merged"] == 0:
            self.stdout.write("nothing changed")
