"""Outside registers: one folder each, with a mapping and an invented sample.

A source gives its NAME, the COLUMNS that it needs, the MORE that it reads when they are there (nothing else
is ever read), and either `candidate(row)` or, for the largest files, `reader(places, scope)`.
"""

from types import ModuleType

from terreau.directory.sources import (
    data_inclusion,
    data_inclusion_services,
    ess_numerique,
    le_marche,
    rna,
    sirene_establishments,
    sirene_units,
    spreadsheet,
)

# The services stand before the structures, whose columns they have too.
_ALL = (
    *(ess_numerique, le_marche, sirene_units, sirene_establishments, rna, data_inclusion_services),
    *(data_inclusion, spreadsheet),
)
SOURCES: dict[str, ModuleType] = {source.NAME: source for source in _ALL}


def source_of(columns: list[str]) -> str | None:
    """Recognise a source by the names of its columns."""
    for name, source in SOURCES.items():
        if source.COLUMNS and set(columns) >= source.COLUMNS:
            return name
    return None
