"""Take in the file of a project that its holder brings from another installation.

terreau import_project dossier.zip --by referent@ville.fr
terreau import_project dossier.json --by referent@ville.fr   # without the documents
"""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from terreau.accounts.models import User
from terreau.kernel.errors import RuleBroken
from terreau.projects import actions
from terreau.projects.archives import read_archive


class Command(BaseCommand):
    help = "Import a project exported from another installation (ZIP, or its JSON alone)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, help="address of the officer who takes it in")

    def handle(self, **options: Any) -> None:
        by = User.objects.filter(email=User.objects.normalise(options["by"]), is_active=True).first()
        if by is None:
            raise CommandError(f"Nobody here has the address {options['by']}.")
        try:
            data, contents = read_archive(options["file"].read_bytes())
            project = actions.import_file(data=data, contents=contents, by=by)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from error
        except RuleBroken as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{project.reference}: {project.title}")
