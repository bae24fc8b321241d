"""terreau import directory FILE: load a register of organisations."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.directory import actions
from terreau.directory.enums import Rejection
from terreau.directory.sources import SOURCES
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken


class Command(BaseCommand):
    help = "Load a register of organisations; the same file twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--source", choices=sorted(SOURCES), default="", help="recognised by its columns")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, change nothing")

    def handle(self, *_args: Any, **options: Any) -> None:
        start = time.monotonic()
        verb = actions.rehearse_import if options["dry_run"] else actions.import_directory
        try:
            report = verb(path=options["file"], by=Actor.system("import_directory"), source=options["source"])
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self._tell(report, time.monotonic() - start)

    def _tell(self, report: actions.Report, seconds: float) -> None:
        if report.resumed_at:
            self.stdout.write(f"resumed after line {report.resumed_at}")
        counts = report.counts
        names = ("created", "updated", "unchanged", "merged", "rejected")
        lines = sum(counts.values())
        said = ", ".join(f"{counts[name]} {name}" for name in names)
        self.stdout.write(
            f"{lines} lines: {said} ({seconds:.1f} s, {lines / max(seconds, 0.001):.0f} lines/s)"
        )
        for reason, number in report.reasons.most_common():
            self.stdout.write(f"  {number} × {Rejection(reason).label}")
        if counts["created"] + counts["updated"] + counts["merged"] == 0:
            self.stdout.write("nothing changed")
