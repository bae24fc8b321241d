"""Invented members for the assemblies of the story."""

import datetime as dt

from terreau.council import actions as council
from terreau.council.models import Assembly
from terreau.demo.story.cast import Cast, described

HALL = "Hôtel de ville, 122 rue Houdan, salle du conseil"
FIRST = """
Adèle Alain Béatrice Bruno Céline Daniel Denise Édouard Florence Gérard Henriette Jacques Karim Lise
Marc Monique Nabil Odile Pascal Pauline Quentin Rachid Sabine Thierry Ursule Vincent Wilfried
Xavière Yann Zélie Agathe Bastien Chloé Didier Élise
"""
LAST = """
Ajonc Alisier Armoise Aulne Bambou Berce Buis Camélia Capucine Carex Chêne Clématite Cytise Érable
Fenouil Fougère Fusier Gentiane Giroflée Hêtre Iris Jonquille Laurier Lierre Lilas Mauve Mûrier
Myosotis Narcisse Nénuphar Ortie Osier Peuplier Pivoine Platane
"""


def seat(cast: Cast, *, name: str, seats: int, since: dt.date, shift: int = 0) -> Assembly:
    """Describe an assembly of invented members: a mayor, deputies, councillors."""
    by = cast.secretary
    assembly = council.create_assembly(name=name, seats=seats, by=by)
    council.add_mandate(
        assembly=assembly,
        first_name="Violette",
        last_name="Charmille",
        capacity="Maire",
        since=since,
        presides=True,
        by=by,
    )
    delegate = described("basile.cormier")
    council.add_mandate(
        assembly=assembly,
        first_name=delegate.first_name,
        last_name=delegate.last_name,
        capacity="Conseiller municipal délégué à l’économie sociale et solidaire",
        since=since,
        user=cast.people["basile.cormier"],
        by=by,
    )
    first, last = FIRST.split(), LAST.split()
    for number in range(seats - 2):
        council.add_mandate(
            assembly=assembly,
            first_name=first[(number + shift) % len(first)],
            last_name=last[(number + shift // 2) % len(last)],
            capacity=_capacity_of(number, deputies=9 if seats == 33 else 13),
            since=since,
            by=by,
        )
    return assembly


def _capacity_of(number: int, *, deputies: int) -> str:
    return (
        f"{number + 1}{'er' if number == 0 else 'e'} adjoint" if number < deputies else "Conseiller municipal"
    )
