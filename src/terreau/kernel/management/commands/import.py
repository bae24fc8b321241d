# ruff: noqa: N999 - the command is called `import`
"""terreau import WHAT …: runs the command `import_WHAT` of the app that knows how."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand, CommandError

PREFIX = "import_"


class Command(BaseCommand):
    help = "Import data: `terreau import directory FILE`, `terreau import territories`, …"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", help=", ".join(subjects()))

    def run_from_argv(self, argv: list[str]) -> None:
        """Hand the rest of the line over to the command of the subject."""
        if len(argv) > 2 and argv[2] in subjects():
            name = PREFIX + argv[2]
            load_command_class(get_commands()[name], name).run_from_argv([argv[0], name, *argv[3:]])
            return
        super().run_from_argv(argv)

    def handle(self, *_args: Any, **options: Any) -> None:
        known = ", ".join(subjects())
        raise CommandError(f"nothing imports {options['what']!r}; known: {known}", returncode=2)


def subjects() -> list[str]:
    """What the installed apps can import."""
    return sorted(name.removeprefix(PREFIX) for name in get_commands() if name.startswith(PREFIX))
