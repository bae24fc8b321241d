"""A plain spreadsheet, of which a person said what each column means."""

from terreau.directory.sources.spreadsheet.mapping import FIELDS, MORE, guess, reader

NAME = "spreadsheet"
COLUMNS: frozenset[str] = frozenset()  # never recognised by its columns
REPEATS = True

__all__ = ["COLUMNS", "FIELDS", "MORE", "NAME", "REPEATS", "guess", "reader"]
