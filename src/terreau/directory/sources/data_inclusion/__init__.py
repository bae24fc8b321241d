"""Structures of the common repository of inclusion (data·inclusion, schema 0.x and 1.x)."""

from terreau.directory.sources.data_inclusion.mapping import COLUMNS, MORE, candidate

NAME = "data_inclusion"
REPEATS = True

__all__ = ["COLUMNS", "MORE", "NAME", "REPEATS", "candidate"]
