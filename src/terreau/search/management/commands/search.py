"""`terreau search rebuild [kind…]` and `terreau search status`."""

import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.kernel.errors import RuleBroken
from terreau.search import actions, registry
from terreau.search.queries.status import status_of


class Command(BaseCommand):
    help = "Build the search indexes anew while the old ones serve, or say how they are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("verb", choices=["rebuild", "status"])
        parser.add_argument("kinds", nargs="*", help="organisation, offer, project… (all when none is named)")

    def handle(self, *_args: Any, **options: Any) -> None:
        unknown = set(options["kinds"]) - set(registry.kinds())
        if unknown:
            raise CommandError(f"unknown kind: {', '.join(sorted(unknown))} ({', '.join(registry.kinds())})")
        for kind in options["kinds"] or registry.kinds():
            if options["verb"] == "rebuild":
                self._rebuild(kind)
            else:
                self._tell(kind)

    def _rebuild(self, kind: str) -> None:
        start = time.monotonic()
        try:
            generation = actions.rebuild(kind=kind)
        except RuleBroken as refusal:
            raise CommandError(f"{kind}: {refusal}") from refusal
        seconds = time.monotonic() - start
        self.stdout.write(f"{kind}: {generation.documents} documents in {seconds:.1f} s")

    def _tell(self, kind: str) -> None:
        one = status_of(kind)
        if not one.exists:
            self.stdout.write(f"{kind}: no index yet, {one.pending} changes waiting")
            return
        self.stdout.write(
            f"{kind}: {one.documents} documents, {one.recent} of them changed since "
            f"{one.ready_at:%Y-%m-%d %H:%M} UTC, {one.pending} changes waiting"
        )
