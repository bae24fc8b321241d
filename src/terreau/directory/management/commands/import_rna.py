"""terreau import rna FILE: load the register of associations (RNA waldec)."""

from terreau.directory.importing import ImportCommand


class Command(ImportCommand):
    help = "Load the register of associations (RNA waldec); the same file twice changes nothing."
    source = "rna"
