"""What happened to the organisations and their offers since 2015; real facts bear their public date."""

import datetime as dt
from pathlib import Path

from terreau.demo.story import sheets, structures
from terreau.demo.story.cast import SYSTEM, Cast, welcome
from terreau.demo.story.inventions import arrivals
from terreau.demo.story.offers import PARTNERS, publish
from terreau.demo.story.play import Tale, at, day
from terreau.demo.story.supports import LOCAL
from terreau.directory import actions as directory
from terreau.directory.enums import TeamRole
from terreau.knowledge import actions as knowledge

NEWS = Path(__file__).resolve().parent.parent / "content"
LENDOPOLIS_END = dt.date(2019, 3, 1)


def tales(cast: Cast) -> list[Tale]:
    """Return the tales of the organisations, of their offers, and of the people of the town hall."""
    return [
        arrivals(cast),
        openings(cast),
        structures.arrivals_of_the_year(cast),
        structures.openings_of_the_year(cast),
        public_facts(cast),
        verifications(cast),
        newcomers(cast),
        articles(cast),
        sheets.networks(cast),
        sheets.places_and_people(cast),
        sheets.answered(cast),
        sheets.said_from_outside(cast),
    ]


def openings(cast: Cast) -> Tale:
    """The offers open, one after another."""
    for support in sorted((*PARTNERS, *LOCAL), key=lambda one: one.since):
        yield support.moment
        publish(cast, support)


def public_facts(cast: Cast) -> Tale:
    """What public sources say of the partners after 2015."""
    known = cast.organisations
    yield day(2017, 12, 18)
    directory.update_organisation(
        organisation=known["kkbb"],
        by=cast.officer,
        description=f"{known['kkbb'].description}\n\nFiliale de La Banque Postale depuis 2017.",
        parent=known["lbp"],
    )
    yield at(LENDOPOLIS_END, "09:15")
    directory.update_organisation(
        organisation=known["lendopolis"],
        by=cast.officer,
        summary="Prêt participatif aux TPE et PME, lancé en novembre 2014, suspendu au 1er mars 2019.",
    )
    offer = directory.update_offer(
        offer=cast.offers["pret-pme"],
        by=cast.officer,
        summary="Prêts suspendus au 1er mars 2019 (15 % de défauts selon la presse). Auparavant : de "
        "10 000 euros à 1 million d’euros, sur 2 à 5 ans.",
    )
    directory.end_offer(
        offer=offer, on=LENDOPOLIS_END, successor=cast.offers["pret-solidaire"], by=cast.officer
    )
    yield day(2022, 3, 22)
    directory.update_organisation(
        organisation=known["laposte"],
        by=cast.officer,
        description=f"{known['laposte'].description}\n\nLe groupe annonce 1 300 partenariats avec "
        "l’économie sociale et solidaire en mars 2022.",
    )


def verifications(cast: Cast) -> Tale:
    """This autumn the officer checked the older offers, except a few that wait; one rests for a while."""
    left = {"outils", "achats", "locaux", "pret-pme"}
    yield cast.ago(48, "14:00")
    for support in (*PARTNERS, *LOCAL):
        if support.key not in left:
            directory.verify_offer(offer=cast.offers[support.key], by=cast.officer)
    yield cast.ago(33, "09:40")
    directory.suspend_offer(offer=cast.offers["tenir-ses-comptes"], by=cast.people["anais.bruyere"])


def newcomers(cast: Cast) -> Tale:
    """People who joined the town hall, and the resident who opened an account."""
    yield day(2019, 9, 2, "09:00")
    welcome(cast, "paul.cerisier", "jules.prunelier")
    directory.add_member(
        team=cast.teams["town"], user=cast.people["paul.cerisier"], role=TeamRole.MEMBER, by=SYSTEM
    )
    yield cast.ago(40, "20:15", any_day=True)
    welcome(cast, "camille.noisetier")


def articles(cast: Cast) -> Tale:
    """The editor publishes the articles, and the news of the platform."""
    yield day(2019, 9, 16, "10:30")
    editor = cast.people["jules.prunelier"]
    knowledge.load_articles(by=editor, owner=editor)
    yield cast.ago(3, "10:00")
    knowledge.load_articles(by=editor, folder=NEWS, owner=editor)
