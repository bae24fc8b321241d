"""Invented associations and cooperatives of Sceaux: their names are plays on words, nobody bears them."""

import datetime as dt
from dataclasses import dataclass

from terreau.demo.story.cast import DOMAIN, Cast, welcome
from terreau.demo.story.play import Tale, at
from terreau.directory import actions as directory
from terreau.directory.enums import Family, Label, OrganisationKind, TeamRole

INVENTED = "Structure inventée pour la démonstration : son nom, ses équipes et ses offres n’existent pas."

ACTOR, SUPPORT, FINANCER = OrganisationKind.ACTOR, OrganisationKind.SUPPORT, OrganisationKind.FINANCER


@dataclass(frozen=True)
class Invention:
    """One invented organisation, since when, and who works there."""

    key: str
    name: str
    family: str
    kind: str
    since: tuple[int, int, int]
    summary: str
    spot: tuple[float, float]
    street: str
    people: tuple[str, ...] = ()
    team: str = "Accueil"
    labels: tuple[str, ...] = ()


INVENTIONS = (
    Invention(
        "talus",
        "Les Ateliers du Talus",
        Family.COOPERATIVE,
        SUPPORT,
        (2016, 2, 8),
        "Coopérative d’accompagnement : tester son activité, choisir son statut, bâtir un modèle qui tient.",
        (48.7801, 2.2957),
        "3 sente du Talus-Imaginaire",
        ("mathieu.sureau", "leila.myrte"),
        "Accompagnement des projets",
    ),
    Invention(
        "boussole",
        "La Boussole des Coteaux",
        Family.ASSOCIATION,
        SUPPORT,
        (2015, 9, 14),
        "Des bénévoles retraités écoutent les idées, posent les bonnes questions et parrainent.",
        (48.7769, 2.2872),
        "12 allée des Idées-Folles",
        ("simon.cedre",),
        "Parrainage",
    ),
    Invention(
        "graine",
        "Fonds La Graine et le Bon Sens",
        Family.FOUNDATION,
        FINANCER,
        (2017, 1, 16),
        "Un fonds de dotation local qui donne un premier coup de pouce aux projets utiles.",
        (48.7792, 2.2841),
        "1 impasse du Bon-Sens",
        ("victor.acacia",),
        "Comité des coups de pouce",
    ),
    Invention(
        "cigale",
        "Compta-Cigale",
        Family.COOPERATIVE,
        SUPPORT,
        (2016, 9, 5),
        "Des comptables associés aident les petites structures à tenir leurs comptes sans peur.",
        (48.7752, 2.2931),
        "8 passage de la Fourmi-Prêteuse",
        ("anais.bruyere",),
        "Permanence",
    ),
    Invention(
        "escale",
        "L’Escale aux Idées",
        Family.ASSOCIATION,
        SUPPORT,
        (2018, 3, 12),
        "Ateliers du samedi : communiquer avec peu de moyens, accueillir et garder des bénévoles.",
        (48.7834, 2.3012),
        "27 mail des Escales",
        ("omar.figuier",),
        "Ateliers",
    ),
    Invention(
        "cedre",
        "Mutuelle du Vieux Tronc",
        Family.MUTUAL,
        FINANCER,
        (2019, 10, 7),
        "Une mutuelle de caution : elle se porte garante des premiers emprunts des structures utiles.",
        (48.7741, 2.2989),
        "40 avenue du Vieux-Tronc",
        team="Cautions",
    ),
    Invention(
        "bulles",
        "Le Bric-à-Bulles",
        Family.ASSOCIATION,
        ACTOR,
        (2016, 5, 23),
        "Ressourcerie : on répare, on transforme, on revend à petit prix ce que d’autres jetteraient.",
        (48.7846, 2.3041),
        "5 cour des Bulles",
        team="Atelier du soir",
    ),
    Invention(
        "cagette",
        "La Cagette Rieuse",
        Family.COOPERATIVE,
        ACTOR,
        (2018, 11, 19),
        "Épicerie coopérative : chaque membre y donne trois heures par mois.",
        (48.7779, 2.2902),
        "16 rue de la Cagette",
        team="Achats groupés",
    ),
    Invention(
        "samovar",
        "Le Samovar Vert",
        Family.ASSOCIATION,
        ACTOR,
        (2017, 6, 12),
        "Café associatif, jeux et conversations ; la salle se prête le lundi.",
        (48.7857, 2.3063),
        "2 place du Samovar",
        team="Salle du lundi",
    ),
    Invention(
        "jardins",
        "Les Jardins du Chemin Creux",
        Family.ASSOCIATION,
        ACTOR,
        (2019, 4, 8),
        "Maraîchage d’insertion : douze salariés en parcours, des paniers chaque vendredi.",
        (48.7722, 2.2955),
        "Chemin Creux, parcelle 9 bis",
        team="Encadrement",
        labels=(Label.ACI,),
    ),
    Invention(
        "velo",
        "Petit Plateau, vélo-école",
        Family.ASSOCIATION,
        ACTOR,
        (2021, 3, 22),
        "Apprendre à rouler à tout âge, réparer sa monture, la prêter.",
        (48.7811, 2.2823),
        "11 rue du Petit-Plateau",
    ),
    Invention(
        "aiguille",
        "L’Aiguille Libre",
        Family.COOPERATIVE,
        ACTOR,
        (2020, 9, 21),
        "Scop de couture : retouches, ateliers et petites séries en tissu réemployé.",
        (48.7763, 2.3008),
        "19 rue de l’Aiguille",
    ),
    Invention(
        "souris",
        "Les Souris Sans Peur",
        Family.ASSOCIATION,
        SUPPORT,
        (2021, 10, 4),
        "Médiation numérique : un site simple, des outils libres, quelqu’un à côté de vous.",
        (48.7839, 2.2886),
        "6 rue du Clavier",
        team="Coup de main numérique",
    ),
    Invention(
        "ruche",
        "La Ruche aux Contes",
        Family.ASSOCIATION,
        ACTOR,
        (2022, 2, 14),
        "Lectures, théâtre et récits de quartier, portés par ceux qui y vivent.",
        (48.7861, 2.3029),
        "33 square des Conteurs",
    ),
    Invention(
        "compost",
        "Compost et Compagnie",
        Family.SOCIAL_COMPANY,
        ACTOR,
        (2023, 5, 15),
        "Collecte à vélo des restes de cantines et de marchés, rendus à la terre des jardins.",
        (48.7733, 2.2877),
        "4 venelle des Pelures",
        labels=(Label.ESUS,),
    ),
    Invention(
        "aidants",
        "Souffler Un Peu",
        Family.ASSOCIATION,
        ACTOR,
        (2024, 1, 22),
        "Répit et entraide pour les personnes qui accompagnent un proche.",
        (48.7797, 2.2979),
        "21 rue du Répit",
    ),
)


def arrivals(cast: Cast) -> Tale:
    """The invented organisations join the directory, year after year."""
    for one in sorted(INVENTIONS, key=lambda invention: invention.since):
        yield at(dt.date(*one.since), "09:30")
        join(cast, one)


def join(cast: Cast, one: Invention) -> None:
    """An organisation joins the directory, with the team that reads its demands."""
    welcome(cast, *one.people)
    organisation = directory.create_organisation(
        by=cast.officer,
        name=one.name,
        family=one.family,
        kind=one.kind,
        summary=one.summary,
        description=INVENTED,
        labels=list(one.labels),
        email=f"contact.{one.key}@{DOMAIN}",
        address=one.street,
        postal_code="92330",
        commune=cast.places["sceaux"],
        lat=one.spot[0],
        lon=one.spot[1],
    )
    cast.organisations[one.key] = organisation
    team = directory.create_team(
        organisation=organisation, name=one.team, email=f"equipe.{one.key}@{DOMAIN}", by=cast.officer
    )
    cast.teams[one.key] = team
    for position, key in enumerate(one.people):
        role = TeamRole.LEAD if position == 0 else TeamRole.MEMBER
        directory.add_member(team=team, user=cast.people[key], role=role, by=cast.officer)
