"""The town itself: its territory, its quarters, its offices, the days they are closed."""

import datetime as dt
from pathlib import Path

from terreau.demo.story.cast import SYSTEM, Cast
from terreau.territories import actions as territories
from terreau.territories.actions.loading import GRAPH
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory

INSEE = "92071"
MORNING, AFTERNOON = ["08:30", "12:00"], ["13:30", "17:30"]
HOURS = {
    "1": [MORNING, AFTERNOON],
    "2": [MORNING, AFTERNOON],
    "3": [MORNING, AFTERNOON],
    "4": [MORNING],
    "5": [MORNING, AFTERNOON],
    "6": [["09:00", "12:00"]],
}
QUARTERS = ("Les Blagis", "Centre", "Robinson")


def load_territory(cast: Cast, graph: Path = GRAPH) -> None:
    """Load the official territories, draw the quarters, and say who runs the platform."""
    territories.load_graph(by=SYSTEM, path=graph)
    sceaux = Territory.objects.get(kind=TerritoryKind.COMMUNE, code=INSEE)
    cast.places["sceaux"] = sceaux
    for name in QUARTERS:
        cast.places[name] = territories.create_zone(
            name=name, kind=TerritoryKind.QUARTER, inside=[sceaux], by=SYSTEM
        )
    cast.places["france"] = Territory.objects.get(kind=TerritoryKind.COUNTRY)
    cast.places["department"] = Territory.objects.get(kind=TerritoryKind.DEPARTMENT, code="92")
    cast.places["region"] = Territory.objects.get(kind=TerritoryKind.REGION, code="11")
    cast.places["ept"] = Territory.objects.get(kind=TerritoryKind.EPT, siren="200057966")
    _name_operator(sceaux)
    _close_offices(cast.today)


def _name_operator(sceaux: Territory) -> None:
    territories.set_operator(
        by=SYSTEM,
        name="Ville de Sceaux",
        territory=sceaux,
        tagline="Une idée utile aux autres ? La ville vous aide à la faire pousser.",
        tagline_en="An idea that helps others? The town helps you grow it.",
        contact_email="guichet-ess@exemple.test",
        phone="01 41 13 33 00",
        address="122 rue Houdan\n92330 Sceaux",
        website="https://www.sceaux.fr",
        opening_hours=HOURS,
        publication_director="Violette Charmille, maire (personne inventée)",
        host="Cet ordinateur : une démonstration n’est hébergée nulle part ailleurs.",
        privacy_email="donnees@exemple.test",
    )


def _close_offices(today: dt.date) -> None:
    """The bridge of Ascension, and the day before Christmas."""
    territories.add_closing_day(day=dt.date(today.year, 12, 24), label="Veille de Noël (exemple)", by=SYSTEM)
