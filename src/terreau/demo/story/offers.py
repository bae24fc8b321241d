"""Offers of the real partners: only what the note of 2015 and public sources say, worded with care."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from terreau.demo.story.cast import Cast
from terreau.demo.story.play import Tale, at, day
from terreau.directory import actions as directory
from terreau.directory.enums import CheckRhythm, OfferState, Stage
from terreau.directory.enums import OfferKind as K
from terreau.directory.models import Offer, Subject
from terreau.kernel import clock
from terreau.kernel.actors import Actor

EARLY = (Stage.IDEA, Stage.STUDY)
START = (Stage.STUDY, Stage.CREATION)
LATER = (Stage.CREATION, Stage.DEVELOPMENT)
ALL: tuple[str, ...] = ()

ESS_FORMS = ["association", "scop", "scic", "esus", "foundation"]


@dataclass(frozen=True)
class Support:
    """One offer as the story writes it."""

    key: str
    team: str
    kind: str
    title: str
    summary: str
    subjects: tuple[str, ...]
    perimeter: str = "sceaux"
    stages: tuple[str, ...] = ALL
    criteria: tuple[dict[str, Any], ...] = ()
    cost: str = "Gratuit"
    delay: int | None = None
    capacity: int | None = None
    since: tuple[int, int, int] = (2015, 6, 22)
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def moment(self) -> dt.datetime:
        return at(dt.date(*self.since), "11:00")


def rule(fact: str, test: str, label_fr: str, label_en: str, value: Any = None) -> dict[str, Any]:
    """Return one criterion as an offer stores it."""
    return {"fact": fact, "is": test, "value": value, "label_fr": label_fr, "label_en": label_en}


ASK = "Conditions à demander à la plateforme"

PARTNERS = (
    Support(
        "orientation",
        "town",
        K.INFORMATION,
        "Rendez-vous d’orientation au guichet ESS",
        "Une heure avec la référente ESS de la ville : comprendre votre projet, vous informer sur les "
        "réseaux d’accompagnement et de financement, choisir la première porte.",
        ("idee", "strategie", "partenariats"),
        stages=EARLY,
        delay=3,
    ),
    Support(
        "salle-municipale",
        "town",
        K.PREMISES,
        "Une table au forum local des initiatives",
        "Présenter son projet aux habitants et aux partenaires lors des rencontres que la ville organise.",
        ("communication", "partenariats"),
        delay=10,
        since=(2015, 10, 5),
    ),
    Support(
        "don",
        "kkbb",
        K.GIFT,
        "Campagne de dons, avec ou sans contrepartie",
        "Présenter son projet au public et recueillir des dons en ligne, avec ou sans contrepartie.",
        ("financement", "communication"),
        perimeter="france",
        stages=LATER,
        criteria=(
            rule(
                "campaign_ready",
                "true",
                "La présentation de la collecte est prête",
                "The campaign presentation is ready",
            ),
        ),
        cost=ASK,
    ),
    Support(
        "pret-solidaire",
        "hellomerci",
        K.LOAN,
        "Prêt solidaire sans intérêt, de 200 à 15 000 euros",
        "Un prêt entre particuliers, sans intérêt, remboursé en 1 à 36 mensualités.",
        ("financement",),
        perimeter="france",
        stages=(Stage.CREATION, Stage.DEVELOPMENT),
        criteria=(
            rule("amount_sought", "at_least", "Au moins 200 euros", "At least 200 euros", 200),
            rule("amount_sought", "at_most", "Au plus 15 000 euros", "At most 15,000 euros", 15_000),
        ),
        cost="Commission de 3 % au lancement de la plateforme, à vérifier",
    ),
    Support(
        "pret-pme",
        "lendopolis",
        K.BUSINESS_LOAN,
        "Prêt participatif aux TPE et PME",
        "De 10 000 euros à 1 million d’euros, sur 2 à 5 ans, prêtés par des particuliers.",
        ("financement",),
        perimeter="france",
        stages=(Stage.DEVELOPMENT, Stage.SPREAD),
        criteria=(
            rule("accounts_years", "at_least", "Deux bilans clos", "Two closed balance sheets", 2),
            rule("amount_sought", "at_least", "Au moins 10 000 euros", "At least 10,000 euros", 10_000),
        ),
        cost="Taux de 4 à 10 %",
        extra={"valid_from": dt.date(2015, 6, 22)},
    ),
    Support(
        "locaux",
        "laposte",
        K.PREMISES,
        "Mise à disposition de locaux",
        "La note de 2015 cite la mise à disposition de locaux parmi les apports du groupe : demande à "
        "étudier au cas par cas.",
        ("local",),
        perimeter="department",
        criteria=(rule("has_premises", "false", "Pas encore de local", "No premises yet"),),
        cost="À étudier au cas par cas",
    ),
    Support(
        "postiers",
        "laposte",
        K.ACCOMPANIMENT,
        "Projets professionnels des postiers dans l’ESS",
        "La note de 2015 cite l’accompagnement des projets professionnels ESS des postiers.",
        ("idee", "strategie", "formation"),
        perimeter="france",
        criteria=(
            rule(
                "postal_worker",
                "true",
                "Une personne du projet travaille à La Poste",
                "Somebody of the project works for La Poste",
            ),
        ),
    ),
    Support(
        "produits",
        "lbp",
        K.ADVICE,
        "Produits bancaires adaptés aux acteurs de l’ESS",
        "La note de 2015 cite l’élaboration de produits bancaires spécialement adaptés aux acteurs de "
        "l’économie sociale et solidaire.",
        ("financement", "gestion-comptabilite"),
        perimeter="france",
        stages=LATER,
        criteria=(
            rule(
                "legal_form",
                "in",
                "Une association, une coopérative, une fondation ou une entreprise agréée Esus",
                "An association, a cooperative, a foundation or an approved social company",
                ESS_FORMS,
            ),
        ),
        cost="Selon le produit",
    ),
    Support(
        "coworking",
        "smart",
        K.PREMISES,
        "Un poste de travail partagé ou un bureau fermé",
        "Un espace ouvert de 16 postes, des bureaux de une à quatre personnes, des salles de 16 et 8 places.",
        ("local", "partenariats"),
        criteria=(rule("headcount", "at_most", "Quatre personnes au plus", "Four people at most", 4),),
        cost="Tarifs à demander sur place",
        capacity=8,
    ),
    Support(
        "collectif",
        "smart",
        K.NETWORKING,
        "Rencontrer un collectif qui travaille à Sceaux",
        "Échanger avec les personnes qui travaillent dans l’espace : « un lieu, un collectif, une "
        "plateforme de services ».",
        ("partenariats", "communication"),
        stages=(Stage.IDEA, Stage.STUDY, Stage.CREATION),
    ),
)


def publish(cast: Cast, support: Support) -> Offer:
    """Write an offer and open it to everybody."""
    offer = directory.create_offer(
        team=cast.teams[support.team],
        kind=support.kind,
        title=support.title,
        summary=support.summary,
        subjects=Subject.objects.filter(code__in=support.subjects),
        stages=list(support.stages),
        perimeter=cast.places[support.perimeter],
        criteria=list(support.criteria),
        cost_text=support.cost,
        delay_days=support.delay,
        capacity=support.capacity,
        check_every=CheckRhythm.YEAR,
        by=cast.officer,
        **support.extra,
    )
    cast.offers[support.key] = offer
    return directory.publish_offer(offer=offer, by=cast.officer)


def tale(_cast: Cast) -> Tale:
    """Every ten months, the teams answer that what they offer is still exact."""
    end = clock.now()
    moment = day(2016, 1, 12)
    while moment < end:
        yield moment
        published = Offer.objects.filter(state=OfferState.PUBLISHED).select_related("team__organisation")
        for offer in published.order_by("pk"):
            by = Actor.by_link(f"{offer.team}, {offer.team.organisation}")
            directory.confirm_offer(offer=offer, by=by)
        moment += dt.timedelta(days=300)
