"""How what a register says meets a sheet: whose word wins, field by field."""

from typing import Any

from terreau.directory.enums import Family
from terreau.directory.models.imports import BIT
from terreau.directory.sources.candidate import Candidate
from terreau.directory.sources.known import DEFAULTS, Known, Record, Sheet

EMPTY: tuple[Any, ...] = ("", None, [], {})
# Registers that speak with one voice: what one of them withdraws, none of them may show.
SIRENE = frozenset({"sirene_units", "sirene_establishments"})


def merge(
    sheet: Sheet, candidate: Candidate, record: Record, *, is_first: bool, commune: int | None
) -> set[str]:
    """Write the candidate's values into the sheet where the source may speak; return the fields changed.

    A person's word always wins. Of two registers, the one that speaks of the later day wins. A second
    line about the same sheet in one register only fills what is empty.
    """
    changed: set[str] = set()
    given = {"name": candidate.name, "commune": commune, **candidate.values}
    given |= {"siren": candidate.siren, "siret": candidate.siret}
    given |= {"rna": candidate.rna or given.get("rna", ""), "ceased_on": candidate.ceased_on}
    before = sheet.values
    if not before:  # a new sheet: nobody to contradict
        before |= {name: said for name, said in given.items() if said not in EMPTY and name in BIT}
        claim(sheet, record, set(before))
        return set(before)
    for name, said in given.items():
        if said in EMPTY or name in sheet.persons or name not in BIT:
            continue
        had = _plain(before.get(name))
        value = sorted({*had, *said}) if name == "labels" and had else said
        if value == had:
            continue
        if name == "labels" or had in EMPTY or _may_replace(sheet, name, record, is_first=is_first):
            before[name] = value
            changed.add(name)
    changed |= _withdraw(sheet, candidate, record)
    if changed:
        claim(sheet, record, changed)
        sheet.changed |= changed
    return changed


def claim(sheet: Sheet, record: Record, names: set[str]) -> None:
    """Note that a record gave the values of some fields: from now on nobody else did."""
    bits = sum(BIT[name] for name in names)
    for other in sheet.records:
        if other is not record and other.gave & bits:
            other.gave &= ~bits
            other.is_changed = True
    record.gave |= bits
    record.is_changed = True


def link_to_seat(known: Known, sheet: Sheet, candidate: Candidate, record: Record) -> None:
    """Tie an establishment to the sheet of its seat, whichever of the two came first."""
    if candidate.parent != candidate.siret:
        pairs = [(sheet, known.by_siret.get(candidate.parent))]
    else:
        pairs = [(other, sheet) for other in known.by_siren.get(candidate.siren, ()) if other is not sheet]
    for below, above in pairs:
        is_branch = below is sheet or any(one.source == record.source for one in below.records)
        if above is None or above is below or not is_branch or above.values.get("parent"):
            continue
        if below.values.get("parent") is None and "parent" not in below.persons:
            below.values["parent"] = above
            below.changed.add("parent")
            claim(below, record if below is sheet else _voice(below, record.source), {"parent"})


def _voice(sheet: Sheet, source: str) -> Record:
    return next(one for one in sheet.records if one.source == source)


def _plain(value: Any) -> Any:
    """A day of the database as a candidate writes it."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def _may_replace(sheet: Sheet, name: str, record: Record, *, is_first: bool) -> bool:
    if name in {"siren", "siret"}:
        return False
    giver = sheet.giver(name)
    if giver is None:
        # The family is unknown until somebody says it; any other value without a source may be a person's.
        return name == "family" and sheet.values.get("family") in {None, Family.UNKNOWN.value}
    if giver.source == record.source:
        return is_first
    return record.as_of > giver.as_of


def _withdraw(sheet: Sheet, candidate: Candidate, record: Record) -> set[str]:
    """Erase what the register no longer wants shown, and the end of an organisation that lives again."""
    changed: set[str] = set()
    if not candidate.withdrawn and not sheet.values.get("ceased_on"):
        return changed
    names = candidate.withdrawn if candidate.ceased_on else (*candidate.withdrawn, "ceased_on")
    for name in names:
        giver = sheet.giver(name)
        if giver is None or sheet.values.get(name) in EMPTY or name in sheet.persons:
            continue
        if giver.source == record.source or {giver.source, record.source} <= SIRENE:
            sheet.values[name] = f"SIREN {candidate.siren}" if name == "name" else DEFAULTS[name]
            changed.add(name)
    sheet.withdrawn |= changed - {"ceased_on"}
    return changed
