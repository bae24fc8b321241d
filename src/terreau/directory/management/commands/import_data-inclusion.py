# ruff: noqa: N999 - the command is called `import data-inclusion`
"""terreau import data-inclusion FILE: load the structures of data·inclusion."""

from terreau.directory.importing import ImportCommand


class Command(ImportCommand):
    help = "Load the structures of data·inclusion; the same file twice changes nothing."
    source = "data_inclusion"
