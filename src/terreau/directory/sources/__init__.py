"""Outside registers: one folder each, with a mapping and an invented sample."""

from types import ModuleType

from terreau.directory.sources import ess_numerique, le_marche

SOURCES: dict[str, ModuleType] = {source.NAME: source for source in (ess_numerique, le_marche)}


def source_of(columns: list[str]) -> str | None:
    """Recognise a source by the names of its columns."""
    for name, source in SOURCES.items():
        if set(columns) >= source.COLUMNS:
            return name
    return None
