# ruff: noqa: N999 - the command is called `import data-inclusion-services`
"""terreau import data-inclusion-services FILE: prepare offers from the services of data·inclusion."""

from terreau.directory.importing import ImportCommand


class Command(ImportCommand):
    help = "Prepare offers (drafts) from the services of data·inclusion; the same file twice changes nothing."
    source = "data_inclusion_services"
