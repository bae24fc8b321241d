"""terreau import spreadsheet FILE --mapping COLUMN=FIELD …: load any table, saying what its columns mean."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from terreau.directory.importing import ImportCommand
from terreau.directory.sources.spreadsheet import FIELDS


class Command(ImportCommand):
    help = "Load a table (CSV, XLSX, ODS) whose columns have a meaning; the same file twice changes nothing."
    source = "spreadsheet"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--mapping",
            nargs="+",
            default=[],
            metavar="COLUMN=FIELD",
            help=f"fields: {', '.join(FIELDS)}; without it, what the titles give away",
        )

    def mapping(self, options: dict[str, Any]) -> dict[str, str] | None:
        """Read `--mapping`; None lets the titles decide."""
        pairs = [text.rpartition("=") for text in options["mapping"]]
        unknown = [name for _column, _sign, name in pairs if name not in FIELDS]
        if unknown:
            raise CommandError(f"no such field: {', '.join(unknown)}; fields: {', '.join(FIELDS)}")
        return {column: name for column, _sign, name in pairs} or None
