"""From the columns of the file to a sheet. The file speaks of March 2026."""

from terreau.directory.enums import Family, Label, Rejection
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.kernel.text import fold

AS_OF = "2026-03-01"
KEY_LENGTH = 60  # of a name inside a key: enough to tell two places of one postal code apart
COLUMNS = {
    *("siren", "siret_siege", "denomination", "famille_ess", "categorie_juridique", "methode_jointure"),
    *("sources", "naf", "rna", "est_active", "flag_ess_sirene", "code_postal", "commune", "site_web"),
    *("sigle", "societe_mission"),
}
FAMILIES = {
    "association": Family.ASSOCIATION,
    "cooperative": Family.COOPERATIVE,
    "mutuelle": Family.MUTUAL,
    "fondation": Family.FOUNDATION,
}


def candidate(row: dict[str, str]) -> Candidate:
    """Clean one line; raise `LineRefused` when it cannot be trusted."""
    name = cleaning.name(row["denomination"])
    place = cleaning.postal_code(row["code_postal"]), cleaning.text(row["commune"])
    # A third place whose SIREN was found by the likeness of names: the place is real, the SIREN a guess.
    if row["methode_jointure"] == "scoring":
        values = {"postal_code": place[0], "website": cleaning.website(row["site_web"])}
        key = f"lieu/{fold(name)[:KEY_LENGTH]}/{place[0]}"
        return Candidate(key, name, AS_OF, values=values, place=place)
    siren, siret = cleaning.siren(row["siren"]), cleaning.siret(row["siret_siege"])
    if not siren and not siret:
        raise LineRefused(Rejection.NO_IDENTIFIER)
    if siren and siret and not siret.startswith(siren):
        raise LineRefused(Rejection.MISMATCH, f"{siren} {siret}")
    siren = siren or siret[:9]
    said = Candidate(siren, name, AS_OF, siren, siret, values=_values(row, place[0]), place=place)
    if row["est_active"] == "False":
        said.ceased_on, said.only_known = AS_OF, Rejection.CLOSED.value
    return said


def _values(row: dict[str, str], postal_code: str) -> dict:
    category = cleaning.legal_category(row["categorie_juridique"])
    labels = [Label.ESUS.value] if "esus" in row["sources"].split("|") else []
    if row["societe_mission"] == "O":
        labels.append(Label.MISSION.value)
    return {
        "acronym": cleaning.text(row["sigle"])[:40],
        "family": _family(row, category, is_esus=Label.ESUS.value in labels).value,
        "legal_category": category,
        "activity": cleaning.activity(row["naf"]),
        "rna": cleaning.rna(row["rna"]),
        "labels": labels,
        "postal_code": postal_code,
        "website": cleaning.website(row["site_web"]),
    }


def _family(row: dict[str, str], category: str, *, is_esus: bool) -> Family:
    """The family that the file states; failing that, what the law of 2014 says of a commercial company."""
    if row["famille_ess"] in FAMILIES:
        return FAMILIES[row["famille_ess"]]
    if category.startswith("92"):
        return Family.ASSOCIATION
    if category.startswith("5"):
        in_the_ess = is_esus or row["flag_ess_sirene"] == "True"
        return Family.SOCIAL_COMPANY if in_the_ess else Family.COMPANY
    return Family.UNKNOWN
