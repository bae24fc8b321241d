"""From a legal unit to what the directory keeps of it.

The columns that name, sex or describe a natural person (nom, prénoms, pseudonyme, sexe) are not among
those read: they never leave the reader.
"""

import hashlib
from collections.abc import Callable
from operator import itemgetter

from terreau.directory.enums import Label, Rejection
from terreau.directory.families import NATURAL_PERSON, family_of
from terreau.directory.sources import cleaning
from terreau.directory.sources.candidate import Candidate, LineRefused
from terreau.directory.sources.scope import Scope
from terreau.kernel.identifiers import is_siren, is_siret

_READ = (
    *(
        "siren",
        "statutDiffusionUniteLegale",
        "categorieJuridiqueUniteLegale",
        "economieSocialeSolidaireUniteLegale",
    ),
    *("denominationUniteLegale", "sigleUniteLegale", "activitePrincipaleUniteLegale", "nicSiegeUniteLegale"),
    *("etatAdministratifUniteLegale", "dateDebut", "dateDernierTraitementUniteLegale"),
    *("identifiantAssociationUniteLegale", "unitePurgeeUniteLegale", "societeMissionUniteLegale"),
)
# The last three came with the years: older files lack them.
_LATER = frozenset(
    {"identifiantAssociationUniteLegale", "unitePurgeeUniteLegale", "societeMissionUniteLegale"}
)
COLUMNS = frozenset(_READ) - _LATER
MORE = _LATER
# Sirene opened in 1973: the day of a line that says none.
FIRST_DAY = "1973-01-01"
PARTIAL = "P"


def reader(places: dict[str, int], scope: Scope) -> Callable[[list[str]], Candidate]:
    """Return the function that cleans one line, given as the list of its cells."""
    past = max(places.values()) + 1
    pick = itemgetter(*(places.get(name, past) for name in _READ))

    def clean(cells: list[str]) -> Candidate:
        return _candidate(pick([*cells, ""]), scope)

    return clean


def _candidate(cells: tuple[str, ...], scope: Scope) -> Candidate:
    siren, diffusion, category, flag, name = cells[:5]
    state, since, purged = cells[8], cells[9], cells[12]
    if category[:1] == NATURAL_PERSON:
        raise LineRefused(Rejection.NATURAL_PERSON)
    if not is_siren(siren):
        siren = cleaning.siren(siren)
        if not siren:
            raise LineRefused(Rejection.NO_IDENTIFIER)
    in_the_ess = flag == "O" or siren in scope.listed
    if not in_the_ess and siren not in scope.sheets:
        raise LineRefused(Rejection.OUTSIDE)
    said = _said(cells, siren, in_the_ess=in_the_ess)
    if diffusion == PARTIAL:
        _mask(said)
    else:
        said.name = cleaning.name(name)
    if state == "C" or purged == "true":
        said.ceased_on = since or said.as_of
        said.only_known = said.only_known or Rejection.CLOSED.value
    elif not in_the_ess:
        said.only_known = said.only_known or Rejection.OUTSIDE.value
    return said


def _said(cells: tuple[str, ...], siren: str, *, in_the_ess: bool) -> Candidate:
    """The facts of a unit, whatever its state."""
    category, acronym, activity, seat = cells[2], *cells[5:8]
    since, day, rna, _purged, mission = cells[9:]
    siret = siren + seat if is_siret(siren + seat) else ""
    said = Candidate(siren, "", day[:10] or since or FIRST_DAY, siren, siret)
    said.digest = hashlib.blake2b("\x1f".join(cells).encode(), digest_size=12).hexdigest()
    said.values = {
        "acronym": cleaning.text(acronym)[:40],
        "family": family_of(category, in_the_ess=in_the_ess).value,
        "legal_category": cleaning.legal_category(category),
        "activity": cleaning.activity(activity),
        "labels": [Label.MISSION.value] if mission == "O" else [],
        "seat": seat if siret else "",
    }
    said.rna = cleaning.rna(rna)
    return said


def _mask(said: Candidate) -> None:
    """Partial diffusion: a known sheet loses its name and address, none is added."""
    said.only_known = Rejection.MASKED.value
    said.withdrawn = ("name", "acronym", "address", "postal_code", "lat", "lon")
    said.values["acronym"] = ""
