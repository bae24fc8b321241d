"""Where the fields of a sheet come from: the only module that reads how provenance is stored."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from terreau.directory.enums import Source
from terreau.directory.models import FieldSource, Organisation, SourceRecord
from terreau.directory.models.imports import fields_of


@dataclass(frozen=True)
class Origin:
    """What one source said, and of which day: its fields in words, and by their names in the model."""

    source: str
    as_of: dt.date
    fields: list[str]
    code: str = ""
    names: tuple[str, ...] = ()


def known_from_somewhere() -> Q:
    """The condition that a sheet (of an outer query) has at least one field with a known source."""
    stated = Exists(FieldSource.objects.filter(organisation=OuterRef("pk")))
    return stated | Exists(SourceRecord.objects.filter(organisation=OuterRef("pk"), gave__gt=0))


def origins_of(organisation: Organisation) -> list[Origin]:
    """The sources of a sheet with the fields they gave, the latest first: persons', then registers'."""
    found = list(organisation.field_sources.values_list("source", "as_of", "field"))
    records = organisation.source_records.filter(gave__gt=0).values_list("source", "as_of", "gave")
    stated = {name for _source, _as_of, name in found}
    found += [
        (source, as_of, name)
        for source, as_of, gave in records
        for name in fields_of(gave)
        if name not in stated  # a person's word has replaced what the register gave
    ]
    rows = sorted(found, key=lambda row: (-row[1].toordinal(), row[0], row[2]))
    origins = []
    for (source, as_of), group in groupby(rows, key=lambda row: row[:2]):
        names = tuple(name for _source, _as_of, name in group)
        origins.append(Origin(_word(source), as_of, [field_label(one) for one in names], source, names))
    return origins


def field_label(name: str) -> str:
    """The name of a field of the sheet, in words."""
    field = next((one for one in Organisation._meta.concrete_fields if one.name == name), None)
    return str(field.verbose_name) if field is not None else name


def _word(value: str) -> str:
    return str(Source(value).label) if value in Source.values else value
