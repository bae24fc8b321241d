"""What keeps the directory alive: networks and places, people named, and what outsiders say of the sheets."""

import datetime as dt

from terreau.demo.story.cast import DOMAIN, Cast, welcome
from terreau.demo.story.inventions import INVENTED
from terreau.demo.story.play import Tale, day
from terreau.directory import actions as directory
from terreau.directory.enums import Family, NetworkKind, OrganisationKind, WrongField
from terreau.kernel.actors import Actor

# Invented networks: the key, the name, what they bring, what they say, the invented members.
NETWORKS = (
    (
        "racines",
        "Les Racines Mêlées",
        NetworkKind.ACCOMPANIMENT,
        "Ceux qui accompagnent les projets du territoire : ils se passent le relais au lieu de se croiser.",
        ("talus", "boussole", "souris", "escale"),
    ),
    (
        "boucle",
        "La Boucle Bouclée",
        NetworkKind.SECTOR,
        "Les structures du réemploi et de la réparation : une benne, un camion et un agenda partagés.",
        ("bulles", "aiguille", "compost", "velo"),
    ),
)
SUMMER_HOURS = {"3": [["14:00", "18:30"]], "6": [["10:00", "12:30"], ["14:00", "19:00"]]}


def networks(cast: Cast) -> Tale:
    """Two invented networks gather invented organisations."""
    yield day(2023, 9, 11)
    for key, name, kind, summary, members in NETWORKS:
        sheet = directory.create_organisation(
            by=cast.officer,
            name=name,
            family=Family.ASSOCIATION,
            kind=OrganisationKind.SUPPORT,
            summary=summary,
            description=INVENTED,
            email=f"contact.{key}@{DOMAIN}",
            commune=cast.places["sceaux"],
        )
        cast.organisations[key] = sheet
        network = directory.set_network(organisation=sheet, kind=kind, by=cast.officer)
        for member in members:
            directory.join_network(
                organisation=cast.organisations[member],
                network=network,
                since=dt.date(2023, 9, 1),
                by=cast.officer,
            )


def places_and_people(cast: Cast) -> Tale:
    """The café opens a second place; one person agrees to be named, another has not answered yet."""
    yield day(2024, 5, 13)
    cafe, advisers = cast.organisations["samovar"], cast.organisations["talus"]
    directory.add_place(
        organisation=cafe,
        name="Le Samovar des beaux jours",
        address="7 allée des Tilleuls-Bavards",
        postal_code="92330",
        commune=cast.places["sceaux"],
        lat=48.7792,
        lon=2.2967,
        opening_hours=SUMMER_HOURS,
        access_note="De mai à septembre, au fond du jardin ; l’allée est plate.",
        by=cast.officer,
    )
    yield day(2024, 5, 14)
    named = directory.propose_contact(
        organisation=advisers,
        name="Leïla Myrte",
        role="Premier accueil des projets",
        email=f"leila.myrte@{DOMAIN}",
        by=cast.people["mathieu.sureau"],
    )
    yield day(2024, 5, 15)
    directory.agree_to_be_named(contact=named, by=Actor.by_link("Leïla Myrte"))
    yield cast.ago(6)
    directory.propose_contact(
        organisation=advisers,
        name="Mathieu Sureau",
        role="Suivi des projets accueillis",
        email=f"mathieu.sureau@{DOMAIN}",
        by=cast.people["leila.myrte"],
    )


def answered(cast: Cast) -> Tale:
    """An error was said, and the sheet corrected."""
    yield cast.ago(20, "17:05")
    report = directory.report_error(
        organisation=cast.organisations["cagette"],
        about=WrongField.SUMMARY,
        message="On y donne maintenant deux heures par mois, pas trois.",
        proposed="Épicerie coopérative : chaque membre y donne deux heures par mois.",
        email=f"camille.noisetier@{DOMAIN}",
    )
    yield cast.ago(18, "09:20")
    directory.apply_report(
        report=report,
        by=cast.officer,
        summary="Épicerie coopérative : chaque membre y donne deux heures par mois.",
    )


def said_from_outside(cast: Cast) -> Tale:
    """An error, a proposal, a request and two sheets that look alike wait for the officer."""
    yield cast.ago(7, "18:40")
    directory.report_error(
        organisation=cast.organisations["samovar"],
        about=WrongField.PHONE,
        message="La fiche n’a pas de téléphone ; celui-ci est sur la porte du café.",
        proposed="01 00 00 00 42",
        email=f"lina.coriandre@{DOMAIN}",
    )
    yield cast.ago(5, "12:10")
    directory.suggest_organisation(
        name="Le Fournil des Bavards",
        summary="Un four à pain partagé : une fournée le samedi, des ateliers le mercredi avec les écoles.",
        address="14 rue du Levain",
        postal_code="92330",
        commune=cast.places["sceaux"],
        email=f"tom.sorbier@{DOMAIN}",
    )
    yield cast.ago(4, "20:30")
    welcome(cast, "perle.anemone")
    directory.send_claim(
        organisation=cast.organisations["ruche"],
        by=cast.people["perle.anemone"],
        role="Présidente de l’association",
        email=f"contact.ruche@{DOMAIN}",
    )
    yield cast.ago(2, "11:00")
    first = cast.organisations["aidants"]
    directory.create_organisation(
        by=cast.officer,
        name=first.name,
        summary="Un café des aidants chaque mois, et des relais à domicile.",
        description=INVENTED,
        email=f"cafe.aidants@{DOMAIN}",
        commune=cast.places["sceaux"],
    )
