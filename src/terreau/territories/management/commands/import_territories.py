"""terreau import_territories: load the official territories of France."""

import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.territories import actions
from terreau.territories.actions.loading import GRAPH
from terreau.territories.models import TerritoryClosure


class Command(BaseCommand):
    help = "Load the communes, EPCI, départements and regions of France (does nothing when already loaded)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, default=GRAPH, help="another graph.jsonl.gz")

    def handle(self, *_args: Any, **options: Any) -> None:
        start = time.monotonic()
        try:
            load = actions.load_graph(by=Actor.system("import_territories"), path=options["file"])
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        rows = TerritoryClosure.objects.count()
        seconds = time.monotonic() - start
        self.stdout.write(f"{load.territories} territories, {rows} inclusions, {seconds:.1f} s")
