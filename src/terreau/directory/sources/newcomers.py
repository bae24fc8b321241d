"""Establishments of legal units that have no sheet yet: nearly every line of a first load.

There is nothing to compare and nobody to contradict, so no objects are made: a line becomes the row of a
sheet and that of a record. All other lines go the long way (`Batch`), which gives the same result.
"""

from typing import Any

from django.db import connection

from terreau.directory.enums import Label, Source
from terreau.directory.models import LegalUnit, Organisation, SourceRecord
from terreau.directory.models.imports import BIT
from terreau.directory.sources.addresses import Addresses
from terreau.directory.sources.batches import CONSTANTS
from terreau.directory.sources.places import Places
from terreau.kernel import clock
from terreau.kernel.bulk import insert_rows, reserve_ids
from terreau.kernel.text import fold

# Number of the line, last byte, packed candidate, text.
Entry = tuple[int, int, tuple, str]
_COLUMNS = (
    *("id", "slug", "sort_name", "name", "acronym", "family", "legal_category", "activity", "siren", "siret"),
    *("rna", "labels", "address", "postal_code", "commune_id", "lat", "lon", "parent_id"),
)
_LINE = ("key", "organisation_id", "digest", "gave", "as_of")
_UNIT = ("siren", "name", "acronym", "family", "legal_category", "activity", "rna", "is_mission", "seat")
_MISSION = f'["{Label.MISSION.value}"]'
_ALWAYS = BIT["name"] | BIT["siren"] | BIT["siret"]
_POSITION, _LABELS = BIT["lat"] | BIT["lon"], BIT["labels"]
# The cells of a sheet that may be empty, in their order.
_BITS = [
    BIT[name]
    for name in (
        *("acronym", "family", "legal_category", "activity", "rna"),
        *("address", "postal_code", "commune", "parent"),
    )
]


def add(entries: list[Entry], places: Places) -> tuple[list[int], list[Entry]]:
    """Add the sheets that need no comparison; return their keys and the entries that do need one."""
    units = _units(entries)
    mine, rest = _parted(entries, units)
    if not mine:
        return [], rest
    named = [(packed, packed[1] or units[packed[3]][1]) for _number, _end, packed, _raw in mine]
    places.prime_insee()
    addresses = Addresses((name, packed[4]) for packed, name in named)
    keys = reserve_ids(Organisation, len(mine))
    by_siret = {packed[4]: pk for (packed, _name), pk in zip(named, keys, strict=True)}
    today, sheets, records = clock.today().isoformat(), [], []
    for (packed, name), pk in zip(named, keys, strict=True):
        unit = units[packed[3]]
        slug = addresses.give(name, packed[4])
        sheet, gave = _sheet(packed, name, unit, places.insee(packed[7][1]), by_siret)
        sheets.append((pk, slug, *sheet))
        records.append((packed[0], pk, packed[12], gave, min(packed[2], today)))
    moment = Organisation._meta.get_field("updated_at").get_db_prep_save(clock.now(), connection)
    same = {**CONSTANTS, "ceased_on": None, "created_at": moment, "updated_at": moment}
    same |= dict.fromkeys(("summary", "website", "email", "phone"), "")
    insert_rows(Organisation, _COLUMNS, sheets, same=same)
    told = {"source": Source.SIRENE_ESTABLISHMENTS.value, "seen_at": moment}
    insert_rows(SourceRecord, _LINE, records, same=told)
    return keys, rest


def _units(entries: list[Entry]) -> dict[str, tuple]:
    """The units of some lines that live and show their name, by SIREN."""
    sirens = {packed[3] for _number, _end, packed, _raw in entries}
    rows = LegalUnit.objects.filter(siren__among=sirens, ceased_on=None).exclude(name="")
    return {row[0]: row for row in rows.values_list(*_UNIT)}


def _parted(entries: list[Entry], units: dict[str, tuple]) -> tuple[list[Entry], list[Entry]]:
    """The lines of which the directory knows nothing, and the others."""
    met = set(Organisation.objects.filter(siren__among=units.keys()).values_list("siren", flat=True))
    rnas = {unit[6] for unit in units.values() if unit[6]}
    if rnas:
        numbers = Organisation.objects.filter(rna__among=rnas).exclude(rna="")
        met_rnas = set(numbers.values_list("rna", flat=True))
        met |= {unit[0] for unit in units.values() if unit[6] in met_rnas}
    records = SourceRecord.objects.filter(source=Source.SIRENE_ESTABLISHMENTS)
    keys = records.filter(key__among={packed[0] for _number, _end, packed, _raw in entries})
    said = set(keys.values_list("key", flat=True))
    mine, rest = [], []
    for entry in entries:
        packed = entry[2]
        siren, siret = packed[3], packed[4]
        if siren not in units or siren in met or siret in said or packed[9]:
            rest.append(entry)
        else:
            said.add(siret)  # the same number again is a matter of comparing
            mine.append(entry)
    return mine, rest


def _sheet(
    packed: tuple, name: str, unit: tuple, commune: int | None, by_siret: dict[str, int]
) -> tuple[tuple[Any, ...], int]:
    """The cells of a sheet after its key and address, and the bits of the fields that the line gave."""
    siren, siret, values = packed[3], packed[4], packed[6]
    _siren, _name, acronym, family, category, unit_activity, rna, is_mission, seat = unit
    is_seat = siret[9:] == seat
    activity = values.get("activity") or unit_activity
    address, postal_code, lat = values.get("address", ""), values.get("postal_code", ""), values.get("lat")
    rna = rna if is_seat else ""
    parent = None if is_seat or not seat else by_siret.get(siren + seat)
    cells = (
        *(fold(name)[:200], name, acronym, family, category, activity, siren, siret, rna),
        _MISSION if is_mission else "[]",
        *(address, postal_code, commune, lat, values.get("lon"), parent),
    )
    gave = _ALWAYS
    if is_mission:
        gave |= _LABELS
    for bit, value in zip(_BITS, (*cells[2:6], cells[8], *cells[10:13], parent), strict=True):
        if value:
            gave |= bit
    return cells, gave if lat is None else gave | _POSITION
