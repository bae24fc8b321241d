"""terreau import_articles: bring in the articles and the glossary that come with Terreau."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from terreau.accounts.models import User
from terreau.kernel.actors import Actor
from terreau.knowledge import actions


class Command(BaseCommand):
    help = "Load the articles and the glossary; what an editor changed or removed is left alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=actions.CONTENT)
        parser.add_argument("--owner", default="", help="address of the person who reviews the new pages")

    def handle(self, *_args: Any, **options: Any) -> None:
        owner = User.objects.filter(email__iexact=options["owner"]).first() if options["owner"] else None
        if options["owner"] and owner is None:
            raise CommandError(f"nobody has the address {options['owner']}")
        if not options["folder"].is_dir():
            raise CommandError(f"{options['folder']} is not a folder")
        done = actions.load_articles(
            by=Actor.system("import_articles"), folder=options["folder"], owner=owner
        )
        self.stdout.write(
            f"{done.added} added, {done.updated} updated, {done.unchanged} unchanged, {done.kept} left alone"
        )
