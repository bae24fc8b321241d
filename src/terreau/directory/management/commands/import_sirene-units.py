# ruff: noqa: N999 - the command is called `import sirene-units`
"""terreau import sirene-units FILE: load Sirene’s legal units (StockUniteLegale), CSV or Parquet."""

from terreau.directory.importing import ImportCommand


class Command(ImportCommand):
    help = (
        "Load Sirene’s legal units (StockUniteLegale), CSV or Parquet; the same file twice changes nothing."
    )
    source = "sirene_units"
