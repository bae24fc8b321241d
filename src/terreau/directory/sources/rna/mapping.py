"""From a declared association to a sheet; who declared it and where they live is never read."""

from terreau.directory.enums import Family, Rejection
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.directory.sources.places import INSEE

COLUMNS = frozenset(
    (
        *("id", "siret", "titre", "titre_court", "objet", "date_disso", "position", "maj_time", "siteweb"),
        *("adrs_numvoie", "adrs_repetition", "adrs_typevoie", "adrs_libvoie", "adrs_codeinsee"),
        "adrs_codepostal",
    )
)
MORE: frozenset[str] = frozenset()
FIRST_DAY = "1901-07-01"
# What the register writes for “never”.
NEVER = "0001-01-01"
DISSOLVED, REMOVED = "D", "S"
SUMMARY = 400


def candidate(row: dict[str, str]) -> Candidate:
    """Clean one line; raise `LineRefused` when it cannot be trusted."""
    number = cleaning.rna(row["id"])
    if not number:
        raise LineRefused(Rejection.BAD_RNA if row["id"].strip() else Rejection.NO_IDENTIFIER, row["id"][:40])
    siret = cleaning.siret(row["siret"])
    said = Candidate(number, cleaning.name(row["titre"]), row["maj_time"][:10] or FIRST_DAY, rna=number)
    said.siren, said.siret = siret[:9], siret
    said.place = (INSEE, row["adrs_codeinsee"].strip())
    said.values = {
        "acronym": _acronym(row),
        "family": Family.ASSOCIATION.value,
        "summary": _summary(row["objet"]),
        "address": _street(row)[:200],
        "postal_code": cleaning.postal_code(row["adrs_codepostal"]),
        "website": cleaning.website(row["siteweb"]),
    }
    ended = row["date_disso"].strip()
    if (ended and ended != NEVER) or row["position"].strip() in {DISSOLVED, REMOVED}:
        said.ceased_on = ended if ended and ended != NEVER else said.as_of
        said.only_known = Rejection.CLOSED.value
    return said


def _acronym(row: dict[str, str]) -> str:
    short = cleaning.text(row["titre_court"])
    return short if len(short) <= 40 and short != cleaning.text(row["titre"]) else ""


def _summary(cell: str) -> str:
    """What the association is for, cut at a word, with its first letter in capital."""
    text = cleaning.text(cell)
    if len(text) > SUMMARY:
        text = text[: SUMMARY - 1].rsplit(" ", 1)[0] + "…"
    return text[:1].upper() + text[1:]


def _street(row: dict[str, str]) -> str:
    """The seat's street; the register writes `_` where it knows nothing."""
    names = ("adrs_numvoie", "adrs_repetition", "adrs_typevoie", "adrs_libvoie")
    return " ".join(part for name in names if (part := row[name].strip()) and part != "_")
