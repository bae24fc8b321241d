"""Real organisations: what public sources say of them, worded with care; their teams are invented."""

from dataclasses import dataclass
from typing import Any

from terreau.demo.story.cast import DOMAIN, SYSTEM, Cast
from terreau.directory import actions as directory
from terreau.directory.enums import Family, OrganisationKind, TeamRole

EXAMPLE = (
    "Dans cette démonstration, les personnes, les équipes et les adresses électroniques de cette "
    "structure sont inventées : rien ici n’engage la structure réelle."
)
FORUM = "Citée parmi les acteurs du forum de l’économie sociale et solidaire de Sceaux."


@dataclass(frozen=True)
class Sheet:
    """One organisation as public sources describe it."""

    key: str
    name: str
    summary: str
    description: str = ""
    family: str = Family.UNKNOWN
    kind: str = OrganisationKind.SUPPORT
    facts: Any = None


# The signatories of the note of 21 May 2015.
SIGNATORIES = (
    Sheet(
        "town",
        "Ville de Sceaux",
        "La commune, facilitatrice : elle informe les porteurs de projet, les oriente et les accompagne.",
        "En 2012, la démarche « Parlons ensemble de Sceaux » a réuni plus de 1 400 participants et "
        "169 propositions. Le 21 mai 2015, le conseil municipal a examiné les chartes de partenariat avec "
        "des acteurs de l’économie sociale et solidaire.",
        Family.PUBLIC,
        OrganisationKind.PUBLIC,
        {
            "siren": "219200714",
            "legal_category": "7210",
            "website": "https://www.sceaux.fr",
            "phone": "01 41 13 33 00",
            "address": "122 rue Houdan",
            "postal_code": "92330",
            "lat": 48.7789001,
            "lon": 2.29113,
        },
    ),
    Sheet(
        "kkbb",
        "KissKissBankBank",
        "Plateforme de financement participatif par le don, avec ou sans contrepartie, lancée en "
        "septembre 2009.",
        "Signataire avec ses filiales HelloMerci et Lendopolis.",
        Family.COMPANY,
        OrganisationKind.FINANCER,
    ),
    Sheet(
        "hellomerci",
        "HelloMerci",
        "Prêt solidaire sans intérêt entre particuliers, de 200 à 15 000 euros, lancé en avril 2013.",
        "Remboursement de 1 à 36 mensualités ; commission de 3 % à son lancement.",
        Family.COMPANY,
        OrganisationKind.FINANCER,
    ),
    Sheet(
        "lendopolis",
        "Lendopolis",
        "Prêt participatif aux très petites, petites et moyennes entreprises, lancé en novembre 2014.",
        "De 10 000 euros à 1 million d’euros, sur 2 à 5 ans, à un taux de 4 à 10 %, avec deux bilans exigés.",
        Family.COMPANY,
        OrganisationKind.FINANCER,
    ),
    Sheet(
        "laposte",
        "Groupe La Poste",
        "Signataire au titre de son programme « Alliance dynamique » avec l’économie sociale et solidaire.",
        "Charte nationale de novembre 2014 avec une cinquantaine de fédérations.",
        Family.COMPANY,
        OrganisationKind.SUPPORT,
    ),
    Sheet(
        "lbp",
        "La Banque Postale",
        "Banque du Groupe La Poste ; la note de 2015 cite des produits adaptés aux acteurs de l’ESS.",
        family=Family.COMPANY,
        kind=OrganisationKind.FINANCER,
    ),
    Sheet(
        "smart",
        "Sceaux Smart",
        "Premier espace de travail partagé et de télétravail à Sceaux, ouvert en juin 2015, inauguré le "
        "29 septembre 2015.",
        "« Un lieu, un collectif, une plateforme de services » : environ 300 m², des bureaux fermés de une "
        "à quatre personnes, un espace ouvert de 16 postes, des salles de 16 et de 8 places.",
        Family.ASSOCIATION,
    ),
)

# Other networks and actors that public sources name in Sceaux or around it.
NETWORKS = (
    Sheet("hdsi", "Hauts-de-Seine Initiative", f"Réseau France Active. {FORUM}"),
    Sheet("comptoir", "Comptoir de l’innovation", FORUM),
    Sheet("moovjee", "Moovjee", FORUM),
    Sheet("apce", "APCE", f"{FORUM} Citée sous ce nom dans les documents de l’époque."),
    Sheet("enactus", "Enactus", FORUM),
    Sheet("kpmg", "KPMG ESS", FORUM, kind=OrganisationKind.SUPPORT),
    Sheet("atelier", "Atelier Île-de-France", FORUM),
    Sheet("rtes", "RTES", "Réseau de collectivités pour l’économie solidaire. " + FORUM),
    Sheet(
        "amap",
        "AMAP Sceaux et Brouettes",
        FORUM,
        family=Family.ASSOCIATION,
        kind=OrganisationKind.ACTOR,
    ),
    Sheet("transbordart", "Transbord’Art", FORUM, kind=OrganisationKind.ACTOR),
    Sheet("blagis", "Centre social et culturel des Blagis", FORUM, kind=OrganisationKind.ACTOR),
    Sheet(
        "iut",
        "IUT de Sceaux",
        "Associé au forum de l’ESS. La ville compte environ 9 000 étudiants.",
        family=Family.PUBLIC,
        kind=OrganisationKind.PUBLIC,
    ),
    Sheet(
        "upcampus",
        "UP Campus",
        "Réseau social territorial du Groupe SOS, avec lequel « UP Sceaux » a été lancé à l’été 2015 : "
        "proposer des idées, échanger, lancer des appels à compétences.",
    ),
    Sheet(
        "vallee",
        "Vallée Sud – Grand Paris",
        "Établissement public territorial : 11 communes, 411 643 habitants.",
        family=Family.PUBLIC,
        kind=OrganisationKind.PUBLIC,
        facts={"siren": "200057966"},
    ),
)
PARENTS = {"hellomerci": "kkbb", "lendopolis": "kkbb", "lbp": "laposte"}
# Where the demo places a sheet: only what sources say to be in Sceaux.
IN_SCEAUX = frozenset({"town", "smart", "amap", "blagis", "iut"})
TEAMS = {
    "town": "Guichet ESS",
    "kkbb": "Équipe partenariats (inventée)",
    "hellomerci": "Équipe prêts solidaires (inventée)",
    "lendopolis": "Équipe entreprises (inventée)",
    "laposte": "Équipe territoires (inventée)",
    "lbp": "Équipe économie sociale (inventée)",
    "smart": "Équipe d’accueil (inventée)",
}


def found(cast: Cast) -> None:
    """Write the sheets of the real organisations, and their invented teams."""
    for sheet in (*SIGNATORIES, *NETWORKS):
        cast.organisations[sheet.key] = directory.create_organisation(by=SYSTEM, **_facts(cast, sheet))
    for key, name in TEAMS.items():
        email = "guichet-ess@" + DOMAIN if key == "town" else f"equipe.{key}@{DOMAIN}"
        cast.teams[key] = directory.create_team(
            organisation=cast.organisations[key], name=name, email=email, by=SYSTEM
        )
    directory.add_member(
        team=cast.teams["town"], user=cast.people["nora.genet"], role=TeamRole.LEAD, by=SYSTEM
    )
    directory.add_member(
        team=cast.teams["smart"], user=cast.people["ines.fusain"], role=TeamRole.LEAD, by=SYSTEM
    )


def _facts(cast: Cast, sheet: Sheet) -> dict[str, Any]:
    parent = cast.organisations.get(PARENTS.get(sheet.key, ""))
    return {
        "name": sheet.name,
        "family": sheet.family,
        "kind": sheet.kind,
        "summary": sheet.summary,
        "description": "\n\n".join(filter(None, [sheet.description, EXAMPLE])),
        "email": f"contact.{sheet.key}@{DOMAIN}" if sheet.key in TEAMS else "",
        "commune": cast.places["sceaux"] if sheet.key in IN_SCEAUX else None,
        "parent": parent,
        **(sheet.facts or {}),
    }
