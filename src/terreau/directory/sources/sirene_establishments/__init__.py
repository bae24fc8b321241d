"""Sirene, file of establishments (StockEtablissement, Insee, Licence Ouverte)."""

from terreau.directory.sources.sirene_establishments.mapping import COLUMNS, MORE, reader

NAME = "sirene_establishments"
REPEATS = False

__all__ = ["COLUMNS", "MORE", "NAME", "REPEATS", "reader"]
