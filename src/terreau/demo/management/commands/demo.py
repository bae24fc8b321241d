"""`terreau demo`: the whole invented town on this computer, ready to be walked through."""

import os
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from terreau.demo import prepare
from terreau.demo.story.cast import PEOPLE
from terreau.kernel import clock
from terreau.kernel.typography import date_in_words


class Command(BaseCommand):
    help = "Load the demo town of Sceaux when it is not there, and serve it with its worker."
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--reset", action="store_true", help="start over: throw the demo database away")
        parser.add_argument("--no-serve", action="store_true", help="load the town, then end")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "Le mode démonstration est éteint : lancez « terreau demo » ou TERREAU_DEMO=1."
            )
        self._start = time.monotonic()
        if options["reset"]:
            prepare.reset(self._tell)
        is_new = prepare.prepare(self._tell)
        self.stdout.write(f"La démonstration est prête ({time.monotonic() - self._start:.1f} s).")
        self._present()
        if options["no_serve"]:
            return
        wanted = ["serve", "--host", options["host"], "--port", str(options["port"])]
        wanted += ["--workers", "2", "--with-worker"]
        if is_new:
            # Drawing the documents of the town leaves threads and memory behind: serve from a fresh process.
            os.execv(sys.executable, [sys.executable, "-m", "terreau", *wanted])  # noqa: S606 - ourselves
        call_command(*wanted)

    def _tell(self, line: str) -> None:
        self.stdout.write(f"  {time.monotonic() - self._start:5.1f} s  {line}")
        self.stdout.flush()

    def _present(self) -> None:
        self.stdout.write(f"\n  L’histoire en huit étapes   {settings.BASE_URL}/_demo/")
        self.stdout.write(f"  Le site de la ville         {settings.BASE_URL}/")
        self.stdout.write(f"  Tous les courriels envoyés  {settings.BASE_URL}/_demo/courrier/")
        day = date_in_words(clock.today(), weekday=True)
        self.stdout.write(
            f"  La date, ici                {day} (TERREAU_DEMO=1 terreau clock --to DATE l’avance)\n"
        )
        self.stdout.write(
            "  Personnes inventées, dont on prend la place depuis /_demo/ (sans mot de passe) :"
        )
        for person in PEOPLE:
            self.stdout.write(f"    {person.email:36} {person.part}")
        self.stdout.write("")
        self.stdout.flush()
