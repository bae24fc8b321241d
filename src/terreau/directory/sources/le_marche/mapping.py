"""From the columns of the file to a sheet: one line for each establishment and kind of structure."""

import datetime as dt
from typing import Any

from terreau.directory.enums import Family, Label, Rejection
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import Candidate, LineRefused

COLUMNS = {
    *("siret", "nom", "enseigne", "type_siae", "naf", "adresse", "code_postal", "commune"),
    *("lat", "lon", "site", "maj"),
}
LABELS = {
    "ACI": Label.ACI,
    "AI": Label.AI,
    "EI": Label.EI,
    "ETTI": Label.ETTI,
    "GEIQ": Label.GEIQ,
    "EA": Label.EA,
}
FIRST_DAY = "2020-12-18"


def candidate(row: dict[str, str]) -> Candidate:
    """Clean one line; raise `LineRefused` when it cannot be trusted."""
    name = cleaning.name(row["enseigne"] if cleaning.text(row["enseigne"]) else row["nom"])
    siret = cleaning.siret(row["siret"])
    if not siret:
        raise LineRefused(Rejection.NO_IDENTIFIER)
    place = cleaning.postal_code(row["code_postal"]), cleaning.text(row["commune"])
    kind = row["type_siae"].strip()
    values = _values(row, kind, place[0])
    return Candidate(f"{siret}/{kind}", name, _day(row["maj"]), siret[:9], siret, values=values, place=place)


def _values(row: dict[str, str], kind: str, postal_code: str) -> dict:
    position = cleaning.position(row["lat"], row["lon"])
    values: dict[str, Any] = {
        "activity": cleaning.activity(row["naf"]),
        "labels": [LABELS[kind].value] if kind in LABELS else [],
        "address": cleaning.text(row["adresse"])[:200],
        "postal_code": postal_code,
        "website": cleaning.website(row["site"]),
    }
    # The law wants an association (labour code, L. 5132-7); nothing is said of the other kinds.
    if kind == "AI":
        values["family"] = Family.ASSOCIATION.value
    if position is not None:
        values["lat"], values["lon"] = position
    return values


def _day(cell: str) -> str:
    try:
        return dt.date.fromisoformat(cell.strip()).isoformat()
    except ValueError:
        return FIRST_DAY
