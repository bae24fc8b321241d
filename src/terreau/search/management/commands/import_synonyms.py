"""`terreau import_synonyms FILE`: the town's words that mean the same, from a table."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.search import actions


class Command(BaseCommand):
    help = "Add groups of synonyms from a CSV file (terme, synonymes); the same file twice adds nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, help="CSV with “;” or “,”: terme;synonymes, synonyms by commas"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            done = actions.import_synonyms(path=options["file"], by=Actor.system("import_synonyms"))
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        for number, reason in done.rejected:
            self.stdout.write(f"line {number}: {reason}")
        self.stdout.write(
            f"{done.added} groups added, {done.known} already there, {len(done.rejected)} lines rejected"
        )
