"""`terreau document`: write the documents that the code holds, or check that they are up to date."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from terreau.portal import reference


class Command(BaseCommand):
    """Write `docs/etats.md` from the tables of transitions; see that `docs/acces.md` has every address.

    The cells of `docs/acces.md` need people and objects: `make docs` lets the tests write them.
    """

    help = "Write the documents generated from the code; with --check, only say which are out of date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when out of date")
        parser.add_argument("--folder", type=Path, default=Path("docs"), help="where the documents are")

    def handle(self, *_args: Any, check: bool, folder: Path, **_options: Any) -> None:
        path, text = folder / "etats.md", reference.states()
        if not check:
            path.write_text(text)
            self.stdout.write(f"{path} written")
            return
        stale = [] if path.exists() and path.read_text() == text else [path.name]
        access = folder / "acces.md"
        if names := reference.addresses_out_of_step(access.read_text() if access.exists() else ""):
            stale.append(f"{access.name} ({', '.join(names)})")
        if stale:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run `make docs`.")
