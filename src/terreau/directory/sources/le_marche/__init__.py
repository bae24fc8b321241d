"""Social enterprises for work integration, as Le Marché de l'inclusion lists them."""

from terreau.directory.sources.le_marche.mapping import COLUMNS, candidate

NAME = "le_marche"
MORE: frozenset[str] = frozenset()
REPEATS = True  # one organisation may stand on several lines

__all__ = ["COLUMNS", "MORE", "NAME", "REPEATS", "candidate"]
