"""Invented files in the layout of Sirene's stock files: the same for a seed, nothing in them is real."""

import csv
import random
from pathlib import Path

NAMES = ("StockUniteLegale_utf8.csv", "StockEtablissement_utf8.csv")
UNIT_COLUMNS = (
    *("siren", "statutDiffusionUniteLegale", "unitePurgeeUniteLegale", "dateCreationUniteLegale"),
    *(
        "sigleUniteLegale",
        "sexeUniteLegale",
        "prenom1UniteLegale",
        "prenom2UniteLegale",
        "prenom3UniteLegale",
    ),
    *("prenom4UniteLegale", "prenomUsuelUniteLegale", "pseudonymeUniteLegale"),
    *("identifiantAssociationUniteLegale", "trancheEffectifsUniteLegale", "anneeEffectifsUniteLegale"),
    *("dateDernierTraitementUniteLegale", "nombrePeriodesUniteLegale", "categorieEntreprise"),
    *("anneeCategorieEntreprise", "dateDebut", "etatAdministratifUniteLegale", "nomUniteLegale"),
    *("nomUsageUniteLegale", "denominationUniteLegale", "denominationUsuelle1UniteLegale"),
    *("denominationUsuelle2UniteLegale", "denominationUsuelle3UniteLegale", "categorieJuridiqueUniteLegale"),
    *("activitePrincipaleUniteLegale", "nomenclatureActivitePrincipaleUniteLegale", "nicSiegeUniteLegale"),
    *("economieSocialeSolidaireUniteLegale", "societeMissionUniteLegale", "caractereEmployeurUniteLegale"),
    "activitePrincipaleNAF25UniteLegale",
)
_SECOND = (
    *("complementAdresse2Etablissement", "numeroVoie2Etablissement", "indiceRepetition2Etablissement"),
    *("typeVoie2Etablissement", "libelleVoie2Etablissement", "codePostal2Etablissement"),
    *("libelleCommune2Etablissement", "libelleCommuneEtranger2Etablissement"),
    *("distributionSpeciale2Etablissement", "codeCommune2Etablissement", "codeCedex2Etablissement"),
    *("libelleCedex2Etablissement", "codePaysEtranger2Etablissement", "libellePaysEtranger2Etablissement"),
)
ESTABLISHMENT_COLUMNS = (
    *("siren", "nic", "siret", "statutDiffusionEtablissement", "dateCreationEtablissement"),
    *("trancheEffectifsEtablissement", "anneeEffectifsEtablissement"),
    *("activitePrincipaleRegistreMetiersEtablissement", "dateDernierTraitementEtablissement"),
    *("etablissementSiege", "nombrePeriodesEtablissement", "complementAdresseEtablissement"),
    *("numeroVoieEtablissement", "indiceRepetitionEtablissement", "dernierNumeroVoieEtablissement"),
    *("indiceRepetitionDernierNumeroVoieEtablissement", "typeVoieEtablissement", "libelleVoieEtablissement"),
    *("codePostalEtablissement", "libelleCommuneEtablissement", "libelleCommuneEtrangerEtablissement"),
    *("distributionSpecialeEtablissement", "codeCommuneEtablissement", "codeCedexEtablissement"),
    *("libelleCedexEtablissement", "codePaysEtrangerEtablissement", "libellePaysEtrangerEtablissement"),
    *("identifiantAdresseEtablissement", "coordonneeLambertAbscisseEtablissement"),
    "coordonneeLambertOrdonneeEtablissement",
    *_SECOND,
    *("dateDebut", "etatAdministratifEtablissement", "enseigne1Etablissement", "enseigne2Etablissement"),
    *("enseigne3Etablissement", "denominationUsuelleEtablissement", "activitePrincipaleEtablissement"),
    *("nomenclatureActivitePrincipaleEtablissement", "activitePrincipaleNAF25Etablissement"),
    "caractereEmployeurEtablissement",
)
_WHATS = [
    "ATELIER",
    "EPICERIE",
    "JARDIN",
    "RESSOURCERIE",
    "CAFE",
    "CRECHE",
    "REGIE",
    "MAISON",
    "COMPAGNIE",
    "COOPERATIVE",
    "CLUB",
    "COMITE",
]
_HOWS = [
    "SOLIDAIRE",
    "PARTAGE",
    "CITOYEN",
    "D'INSERTION",
    "CULTUREL",
    "SPORTIF",
    "RURAL",
    "POPULAIRE",
    "LAIQUE",
    "LOCAL",
]
_WHOSE = [
    "DES TILLEULS",
    "DES COTEAUX",
    "DU LAVOIR",
    "DU MOULIN",
    "DES CERISIERS",
    "DE L'ETANG",
    "DE LA GARE",
    "DU PRE",
    "DE LA FORET",
]
_FORMS = ("9220",) * 16 + ("5710", "5460", "9300", "8210")
_NAF = ("94.99Z", "88.99B", "90.01Z", "93.12Z", "47.11B", "85.59B")
SEAT, SECOND = "00012", "00020"


def luhn_digit(digits: str) -> int:
    """The last digit that makes a number pass the Luhn key."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (2 if place % 2 == 0 else 1)
        total += number - 9 if number > 9 else number
    return -total % 10


def write(
    folder: Path, establishments: int, seed: int, communes: list[tuple[str, str, float, float]]
) -> tuple[Path, Path]:
    """Write the file of units and that of establishments (one unit in four has two); return their paths.

    `communes` are Insee code, postal code and Lambert 93 coordinates in metres.
    """
    rnd = random.Random(seed)
    units, houses = (folder / name for name in NAMES)
    with units.open("w", newline="") as first, houses.open("w", newline="") as second:
        unit_rows, house_rows = csv.writer(first), csv.writer(second)
        unit_rows.writerow(UNIT_COLUMNS)
        house_rows.writerow(ESTABLISHMENT_COLUMNS)
        made, number = 0, 30_000_000
        while made < establishments:
            number += rnd.randint(1, 9)
            siren = f"{number}{luhn_digit(str(number))}"
            unit = _unit(rnd, siren)
            unit_rows.writerow([unit.get(name, "") for name in UNIT_COLUMNS])
            for nic in (SEAT, SECOND)[: 2 if rnd.random() < 0.25 else 1]:
                house = _house(rnd, siren, nic, unit, rnd.choice(communes))
                house_rows.writerow([house.get(name, "") for name in ESTABLISHMENT_COLUMNS])
                made += 1
                if made == establishments:
                    break
    return units, houses


def _siret(siren: str, nic: str) -> str:
    return f"{siren}{nic[:4]}{luhn_digit(siren + nic[:4])}"


def _unit(rnd: random.Random, siren: str) -> dict[str, str]:
    name = f"{rnd.choice(_WHATS)} {rnd.choice(_HOWS)} {rnd.choice(_WHOSE)} {rnd.randrange(10**5)}"
    return {
        "siren": siren,
        "statutDiffusionUniteLegale": "O",
        "dateDernierTraitementUniteLegale": "2026-03-11T14:00:58",
        "dateDebut": "2016-01-01",
        "etatAdministratifUniteLegale": "A",
        "denominationUniteLegale": name,
        "categorieJuridiqueUniteLegale": rnd.choice(_FORMS),
        "activitePrincipaleUniteLegale": rnd.choice(_NAF),
        "nomenclatureActivitePrincipaleUniteLegale": "NAFRev2",
        "nicSiegeUniteLegale": _siret(siren, SEAT)[9:],
        "economieSocialeSolidaireUniteLegale": "O",
        "societeMissionUniteLegale": "N",
    }


def _house(
    rnd: random.Random, siren: str, nic: str, unit: dict[str, str], commune: tuple[str, str, float, float]
) -> dict[str, str]:
    insee, postal_code, x, y = commune
    siret = _siret(siren, nic)
    return {
        "siren": siren,
        "nic": siret[9:],
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "dateDernierTraitementEtablissement": "2026-03-11T14:00:58",
        "etablissementSiege": "true" if nic == SEAT else "false",
        "numeroVoieEtablissement": str(rnd.randint(1, 200)),
        "typeVoieEtablissement": "RUE",
        "libelleVoieEtablissement": rnd.choice(_WHOSE),
        "codePostalEtablissement": postal_code,
        "codeCommuneEtablissement": insee,
        "coordonneeLambertAbscisseEtablissement": f"{x + rnd.uniform(-2000, 2000):.2f}",
        "coordonneeLambertOrdonneeEtablissement": f"{y + rnd.uniform(-2000, 2000):.2f}",
        "dateDebut": "2016-01-01",
        "etatAdministratifEtablissement": "A",
        "enseigne1Etablissement": f"ANNEXE {rnd.choice(_WHOSE)}" if nic == SECOND else "",
        "activitePrincipaleEtablissement": unit["activitePrincipaleUniteLegale"],
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
    }
