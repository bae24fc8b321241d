"""From the columns of any table to a sheet, by the meaning that a person gave them."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Family, Rejection
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.directory.sources.scope import Scope
from terreau.kernel.text import fold

MORE: frozenset[str] = frozenset()
# What a column may mean, and the words by which its title gives it away.
FIELDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "name": (
        _("Nom de la structure"),
        (
            "nom",
            "nomdelastructure",
            "nomstructure",
            "nombeneficiaire",
            "denomination",
            "raisonsociale",
            "structure",
        ),
    ),
    "siret": ("SIRET", ("siret", "idbeneficiaire", "numerosiret", "siretsiege")),
    "siren": ("SIREN", ("siren", "numerosiren")),
    "rna": (_("Numéro RNA"), ("rna", "rnabeneficiaire", "numerorna", "waldec")),
    "acronym": (_("Sigle"), ("sigle", "acronyme")),
    "family": (_("Famille ou statut"), ("famille", "statut", "statutjuridique", "formejuridique", "type")),
    "summary": (_("En quelques mots"), ("resume", "description", "objet", "activite", "presentation")),
    "website": (_("Site"), ("site", "siteweb", "siteinternet", "url", "web")),
    "email": (_("Adresse électronique"), ("email", "mail", "courriel", "adressemail", "adresseelectronique")),
    "phone": (_("Téléphone"), ("telephone", "tel", "numerodetelephone")),
    "address": (_("Adresse"), ("adresse", "rue", "voie", "adressepostale")),
    "postal_code": (_("Code postal"), ("codepostal", "cp")),
    "commune": (_("Commune"), ("commune", "ville", "localite")),
    "lat": (_("Latitude"), ("latitude", "lat")),
    "lon": (_("Longitude"), ("longitude", "lon", "lng")),
    "as_of": (_("Date de mise à jour"), ("datemaj", "maj", "datemiseajour", "misajourle")),
}
# Words of a legal form, the longest first: “société coopérative” before “société”.
_FAMILIES = {
    "association": Family.ASSOCIATION,
    "cooperati": Family.COOPERATIVE,
    "scop": Family.COOPERATIVE,
    "scic": Family.COOPERATIVE,
    "mutuel": Family.MUTUAL,
    "fondation": Family.FOUNDATION,
    "fonds de dotation": Family.FOUNDATION,
    "collectivite": Family.PUBLIC,
    "etablissement public": Family.PUBLIC,
}


def guess(columns: list[str]) -> dict[str, str]:
    """Propose a meaning for each column that its title gives away; each meaning once."""
    found: dict[str, str] = {}
    for name, (_label, titles) in FIELDS.items():
        for column in columns:
            if column not in found and "".join(filter(str.isalnum, fold(column))) in titles:
                found[column] = name
                break
    return found


def reader(places: dict[str, int], scope: Scope) -> Callable[[list[str]], Candidate]:
    """Return the function that cleans one line, given as the list of its cells."""
    wanted = {
        name: places[column] for column, name in scope.mapping.items() if column in places and name in FIELDS
    }

    def clean(cells: list[str]) -> Candidate:
        return _candidate({name: cells[place] for name, place in wanted.items()}, scope.as_of)

    return clean


def _candidate(row: dict[str, str], as_of: str) -> Candidate:
    name, place = cleaning.name(row.get("name")), cleaning.postal_code(row.get("postal_code"))
    siren, siret, rna = (
        cleaning.siren(row.get("siren")),
        cleaning.siret(row.get("siret")),
        _rna(row.get("rna")),
    )
    if siren and siret and not siret.startswith(siren):
        raise LineRefused(Rejection.MISMATCH, f"{siren} {siret}")
    if row.get("as_of", "").strip():
        as_of = cleaning.day(row["as_of"])
        if not as_of:
            raise LineRefused(Rejection.BAD_DATE, row["as_of"][:40])
    key = siret or siren or rna or f"{fold(name)[:60]}/{place}"
    said = Candidate(key, name, as_of, siren or siret[:9], siret, rna)
    said.place = (place, cleaning.text(row.get("commune")))
    said.values = {
        "acronym": cleaning.text(row.get("acronym"))[:40],
        "family": family(row.get("family")),
        "summary": cleaning.text(row.get("summary"))[:400],
        "website": cleaning.website(row.get("website")),
        "email": cleaning.email(row.get("email")),
        "phone": cleaning.phone(row.get("phone")),
        "address": cleaning.text(row.get("address"))[:200],
        "postal_code": place,
    }
    position = cleaning.position(_decimal(row.get("lat")), _decimal(row.get("lon")))
    if position is not None:
        said.values["lat"], said.values["lon"] = position
    return said


def family(cell: str | None) -> str:
    """The family that a cell names, or nothing."""
    words = fold(cell or "")
    return next((found.value for start, found in _FAMILIES.items() if start in words), "")


def _rna(cell: str | None) -> str:
    number = cleaning.rna(cell)
    if not number and cleaning.text(cell):
        raise LineRefused(Rejection.BAD_RNA, cleaning.text(cell)[:40])
    return number


def _decimal(cell: str | None) -> str:
    """A French decimal comma is a point here: a column said to be a latitude holds nothing else."""
    return (cell or "").strip().replace(",", ".")
