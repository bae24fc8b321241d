"""Social enterprises for work integration, as Le Marché de l'inclusion lists them."""

from terreau.directory.sources.le_marche.mapping import COLUMNS, candidate

NAME = "le_marche"

__all__ = ["COLUMNS", "NAME", "candidate"]
