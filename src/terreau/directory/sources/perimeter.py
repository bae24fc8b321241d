"""Joining Sirene's establishments with their legal units, whichever file comes first."""

import json
from typing import Any

from terreau.directory.enums import ImportState, Label, Rejection, Source
from terreau.directory.models import LegalUnit, Organisation, SourceRecord, WaitingEstablishment
from terreau.directory.models.imports import ImportRun
from terreau.directory.sources.candidate import Candidate
from terreau.directory.sources.known import sirens_of
from terreau.directory.sources.scope import Scope, Sirens
from terreau.kernel.bulk import insert_rows

_UNIT = (
    *("siren", "name", "acronym", "family", "legal_category", "activity", "rna", "is_mission", "seat"),
    *("ceased_on", "as_of", "digest"),
)


def scope_of(source: str) -> Scope:
    """Read what the reader of a register must know before it starts."""
    scope = Scope()
    if source == Source.SIRENE_UNITS:
        listed = SourceRecord.objects.filter(source=Source.ESS_NUMERIQUE).exclude(key__startswith="lieu/")
        keys = listed.values_list("key", flat=True).iterator()
        scope.listed = Sirens(key.partition("#")[0] for key in keys)
        sheets = Organisation.objects.exclude(siren="").values_list("siren", flat=True)
        scope.sheets = Sirens(sheets.iterator())
    if source == Source.SIRENE_ESTABLISHMENTS:
        units = LegalUnit.objects.values_list("siren", flat=True)
        scope.units = Sirens(units.iterator())
        scope.has_units = ImportRun.objects.filter(
            source=Source.SIRENE_UNITS, state=ImportState.DONE
        ).exists()
    return scope


def note_units(candidates: list[Candidate]) -> tuple[set[str], list[Candidate]]:
    """Keep what the candidates say of their units.

    Return the SIREN numbers of the units new or changed, and the establishments that waited for them.
    """
    sirens = sirens_of(candidates)
    kept = dict(LegalUnit.objects.filter(siren__among=sirens).values_list("siren", "digest"))
    # A unit without a name shown (masked), or outside the ESS, lends nothing to its establishments.
    fresh = [one for one in candidates if one.name and kept.get(one.siren) != one.digest]
    rows = [_unit_row(one) for one in fresh if not one.only_known or one.siren in kept]
    sets = ", ".join(f"{name} = excluded.{name}" for name in _UNIT[1:])
    insert_rows(LegalUnit, _UNIT, rows, f"ON CONFLICT (siren) DO UPDATE SET {sets}")
    waiting = WaitingEstablishment.objects.filter(siren__among=sirens)
    found = [unpacked(said) for said in waiting.order_by("siret").values_list("said", flat=True)]
    if found:
        waiting.delete()
    return {one.siren for one in fresh}, found


def with_sheets(candidates: list[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """Part the units that have a sheet from those that have none."""
    rows = Organisation.objects.filter(siren__among=sirens_of(candidates))
    known = set(rows.values_list("siren", flat=True).distinct())
    rnas = Organisation.objects.filter(rna__among={one.rna for one in candidates if one.rna}).exclude(rna="")
    numbers = set(rnas.values_list("rna", flat=True))
    here = [one for one in candidates if one.siren in known or (one.rna and one.rna in numbers)]
    ids = {id(one) for one in here}
    return here, [one for one in candidates if id(one) not in ids]


def let_wait(candidates: list[Candidate]) -> None:
    """Keep establishments until their unit comes."""
    insert_rows(
        WaitingEstablishment,
        ("siret", "siren", "said"),
        [(one.siret, one.siren, _json(one)) for one in candidates],
        "ON CONFLICT (siret) DO UPDATE SET siren = excluded.siren, said = excluded.said",
    )


def join(candidates: list[Candidate]) -> list[Candidate]:
    """Complete establishments with what their unit says; return those whose unit is unknown."""
    rows = LegalUnit.objects.filter(siren__among=sirens_of(candidates)).values_list(*_UNIT)
    units = {row[0]: row for row in rows}
    unknown = []
    for one in candidates:
        unit = units.get(one.siren)
        if unit is None:
            unknown.append(one)
            continue
        _siren, name, acronym, family, category, activity, rna, is_mission, seat, ceased_on = unit[:10]
        one.name = one.name or name
        is_seat = one.siret[9:] == seat
        values = {"acronym": acronym, "family": family, "legal_category": category}
        values["activity"] = one.values.get("activity") or activity
        values["labels"] = [Label.MISSION.value] if is_mission else []
        one.values = one.values | values
        one.rna = rna if is_seat else ""
        one.parent = one.siren + seat if seat else ""
        if ceased_on and not one.ceased_on:
            one.ceased_on, one.only_known = ceased_on.isoformat(), Rejection.CLOSED.value
    return unknown


def unpacked(said: Any) -> Candidate:
    """A candidate from its plain tuple or list."""
    candidate = Candidate(*said)
    candidate.place = (candidate.place[0], candidate.place[1])
    candidate.withdrawn = tuple(candidate.withdrawn)
    return candidate


def _json(candidate: Candidate) -> str:
    return json.dumps(candidate.packed())


def _unit_row(one: Candidate) -> tuple:
    values = one.values
    return (
        *(one.siren, one.name, values["acronym"], values["family"], values["legal_category"]),
        *(
            values["activity"],
            one.rna,
            bool(values["labels"]),
            values["seat"],
            one.ceased_on or None,
            one.as_of,
            one.digest,
        ),
    )
