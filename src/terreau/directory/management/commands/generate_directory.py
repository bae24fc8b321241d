"""terreau generate_directory: an invented directory, for measures."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.directory.actions.generating import generate_directory
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken


class Command(BaseCommand):
    help = "Fill the directory with invented organisations (for measures, never for people)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--organisations", type=int, default=20_000)
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            made = generate_directory(
                organisations=options["organisations"],
                seed=options["seed"],
                by=Actor.system("generate_directory"),
            )
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{made} organisations")
