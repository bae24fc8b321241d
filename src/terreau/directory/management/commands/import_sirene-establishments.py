# ruff: noqa: N999 - the command is called `import sirene-establishments`
"""terreau import sirene-establishments FILE: load the establishments of Sirene (CSV or Parquet)."""

from terreau.directory.importing import ImportCommand


class Command(ImportCommand):
    help = "Load the establishments of Sirene (CSV or Parquet); the same file twice changes nothing."
    source = "sirene_establishments"
