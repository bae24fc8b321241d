"""From an establishment to a sheet; its name, family and approvals come from its legal unit."""

import hashlib
from collections.abc import Callable
from operator import itemgetter

from terreau.directory.enums import Rejection
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.directory.sources.lambert import to_wgs84
from terreau.directory.sources.places import INSEE
from terreau.directory.sources.scope import Scope
from terreau.directory.sources.sirene_units.mapping import FIRST_DAY, PARTIAL
from terreau.kernel.identifiers import is_siret

_READ = (
    *("siren", "siret", "statutDiffusionEtablissement", "dateDernierTraitementEtablissement", "dateDebut"),
    *("etatAdministratifEtablissement", "enseigne1Etablissement", "denominationUsuelleEtablissement"),
    *("numeroVoieEtablissement", "indiceRepetitionEtablissement", "typeVoieEtablissement"),
    *("libelleVoieEtablissement", "codePostalEtablissement", "codeCommuneEtablissement"),
    "activitePrincipaleEtablissement",
    *("coordonneeLambertAbscisseEtablissement", "coordonneeLambertOrdonneeEtablissement"),
    *("longitude", "latitude"),
)
# The file of Insee has had Lambert 93 coordinates since 2024; the file made by Etalab has degrees.
MORE = frozenset(_READ[-4:])
COLUMNS = frozenset(_READ) - MORE


def reader(places: dict[str, int], scope: Scope) -> Callable[[list[str]], Candidate]:
    """Return the function that cleans one line, given as the list of its cells."""
    past = max(places.values()) + 1
    siren_at = places["siren"]
    pick = itemgetter(*(places.get(name, past) for name in _READ))

    def clean(cells: list[str]) -> Candidate:
        siren = cells[siren_at]
        # First of all: 24 lines in 25 of the whole of France are of units outside the ESS.
        if (
            scope.has_units
            and siren.isascii()
            and siren.isdigit()
            and len(siren) == 9
            and siren not in scope.units
        ):
            raise LineRefused(Rejection.NO_UNIT)
        return _candidate(pick([*cells, ""]))

    return clean


def _candidate(cells: tuple[str, ...]) -> Candidate:
    siren, siret, diffusion, day, since, state, sign, usual, number, again, kind, street = cells[:12]
    postal_code, commune, activity, x, y, lon, lat = cells[12:]
    if not is_siret(siret):
        siret = cleaning.siret(siret)
        if not siret:
            raise LineRefused(Rejection.NO_IDENTIFIER)
    if siret[:9] != siren:
        raise LineRefused(Rejection.MISMATCH, f"{siren} {siret}"[:200])
    said = Candidate(siret, _name(sign, usual), day[:10] or since or FIRST_DAY, siren, siret)
    said.digest = hashlib.blake2b("\x1f".join(cells).encode(), digest_size=12).hexdigest()
    said.place = (INSEE, commune)
    if diffusion == PARTIAL:
        # Address and coordinates are masked; the commune may be shown (code de commerce, A. 123-96).
        said.name, said.withdrawn = "", ("address", "postal_code", "lat", "lon")
        said.values = {"activity": cleaning.activity(activity)}
    else:
        street = " ".join(part for part in (number, again, kind, street) if part and part != cleaning.MASKED)
        said.values = {
            "activity": cleaning.activity(activity),
            "address": street[:200],
            "postal_code": postal_code if len(postal_code) == 5 and postal_code.isdigit() else "",
        }
        position = _position(x, y, lon, lat)
        if position is not None:
            said.values["lat"], said.values["lon"] = position
    if state == "F":
        said.ceased_on, said.only_known = since or said.as_of, Rejection.CLOSED.value
    return said


def _name(sign: str, usual: str) -> str:
    """The sign on the door, or the usual name; empty: the name of the unit is used."""
    for cell in (sign, usual):
        if cell and cell != cleaning.MASKED:
            return cleaning.text(cell)[: cleaning.NAME_LENGTH]
    return ""


def _position(x: str, y: str, lon: str, lat: str) -> tuple[float, float] | None:
    if x and y:
        try:
            found = to_wgs84(float(x), float(y))
        except ValueError:
            return None
        return (round(found[0], 6), round(found[1], 6)) if found else None
    return cleaning.position(lat, lon) if lat else None
