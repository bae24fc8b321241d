"""Sirene, file of legal units (StockUniteLegale, Insee, Licence Ouverte)."""

from terreau.directory.sources.sirene_units.mapping import COLUMNS, MORE, reader

NAME = "sirene_units"
REPEATS = False

__all__ = ["COLUMNS", "MORE", "NAME", "REPEATS", "reader"]
