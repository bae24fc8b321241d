"""terreau import directory FILE: load a register of organisations, recognised by its columns."""

from argparse import ArgumentParser

from terreau.directory.importing import ImportCommand
from terreau.directory.sources import SOURCES


class Command(ImportCommand):
    help = "Load a register of organisations; the same file twice changes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        known = sorted(name for name, source in SOURCES.items() if source.COLUMNS)
        parser.add_argument("--source", choices=known, default="", help="recognised by its columns")
