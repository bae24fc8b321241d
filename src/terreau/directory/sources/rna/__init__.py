"""The national register of associations, file Waldec (ministry of the interior, Licence Ouverte)."""

from terreau.directory.sources.rna.mapping import COLUMNS, MORE, candidate

NAME = "rna"
REPEATS = False

__all__ = ["COLUMNS", "MORE", "NAME", "REPEATS", "candidate"]
