"""From a structure of data·inclusion to a sheet.

Schema: https://gip-inclusion.github.io/data-inclusion-schema (a structure has a key in its source; its SIRET
may be that of a parent when it is a branch, `antenne`). Telephones and addresses are those it publishes.
"""

from terreau.directory.enums import Family, Label, Rejection
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.directory.sources.data_inclusion.naming import own_source
from terreau.directory.sources.places import INSEE

COLUMNS = frozenset(("id", "nom", "source", "date_maj", "code_insee", "code_postal", "adresse"))
MORE = frozenset(
    (
        *(
            "siret",
            "rna",
            "commune",
            "longitude",
            "latitude",
            "typologie",
            "telephone",
            "courriel",
            "site_web",
        ),
        *("presentation_resume", "description", "antenne", "reseaux_porteurs"),
    )
)
# Codes of the field `typologie` (0.x) and of `reseaux_porteurs` (1.x) that say an approval of ours.
LABELS = {
    "aci": Label.ACI,
    "ai": Label.AI,
    "ei": Label.EI,
    "etti": Label.ETTI,
    "geiq": Label.GEIQ,
    "ea": Label.EA,
    "aciphc": Label.ACI,
}
FAMILIES = {
    **dict.fromkeys(("ASSO", "ASSO_CHOMEUR", "AI"), Family.ASSOCIATION),
    **dict.fromkeys(("CC", "CCAS", "CIAS", "CD", "DEPT", "EPCI", "ETAT", "MUNI", "REG"), Family.PUBLIC),
}
TRUE = {"true", "1", "t"}


def candidate(row: dict[str, str]) -> Candidate:
    """Clean one line; raise `LineRefused` when it cannot be trusted."""
    if not row["id"].strip():
        raise LineRefused(Rejection.NO_IDENTIFIER)
    if row["source"].strip() == own_source():
        raise LineRefused(Rejection.OURS)
    day = cleaning.day(row["date_maj"])
    if not day:
        raise LineRefused(Rejection.BAD_DATE, row["date_maj"][:40])
    siret = cleaning.siret(row.get("siret"))
    is_branch = row.get("antenne", "").strip().lower() in TRUE
    said = Candidate(f"{row['source'].strip()}/{row['id'].strip()}"[:76], cleaning.name(row["nom"]), day)
    if not is_branch:
        said.siren, said.siret, said.rna = siret[:9], siret, cleaning.rna(row.get("rna"))
    said.place = (INSEE, row["code_insee"].strip())
    if not said.place[1]:
        said.place = (cleaning.postal_code(row["code_postal"]), row.get("commune", ""))
    said.values = _values(row)
    return said


def _values(row: dict[str, str]) -> dict:
    kind = row.get("typologie", "").strip()
    codes = {kind.lower(), *cleaning.codes(row.get("reseaux_porteurs"))}
    values: dict = {
        "labels": sorted({LABELS[code].value for code in codes if code in LABELS}),
        "summary": cleaning.text(row.get("presentation_resume") or row.get("description"))[:400],
        "address": cleaning.text(row["adresse"])[:200],
        "postal_code": cleaning.postal_code(row["code_postal"]),
        "website": cleaning.website(row.get("site_web")),
        "email": cleaning.email(row.get("courriel")),
        "phone": cleaning.phone(row.get("telephone")),
    }
    if kind in FAMILIES:
        values["family"] = FAMILIES[kind].value
    position = cleaning.position(row.get("latitude"), row.get("longitude"))
    if position is not None:
        values["lat"], values["lon"] = position
    return values
