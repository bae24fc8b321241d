"""A directory of invented organisations, for measures; nothing in it is real."""

import random

from django.db import transaction

from terreau.accounts.models import User
from terreau.directory.enums import Family, OfferKind, OfferState, OrganisationKind, Stage
from terreau.directory.models import Offer, Organisation, Subject, Team
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.bulk import refresh_statistics
from terreau.kernel.errors import RuleBroken
from terreau.search.actions import mark_all
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory

WHATS = (
    *("Atelier", "Épicerie", "Jardin", "Ressourcerie", "Café", "Crèche", "Régie", "Maison", "Compagnie"),
    *("Fabrique", "Coopérative", "Garage", "Librairie", "Cuisine", "Ferme", "Conciergerie", "Récré"),
)
HOWS = (
    "solidaire",
    "partagé",
    "du quartier",
    "citoyen",
    "en commun",
    "d’insertion",
    "des possibles",
    "mobile",
)
WHOSE = (
    "Tilleuls",
    "Coteaux",
    "Blés d’or",
    "Lavoir",
    "Moulin",
    "Cerisiers",
    "Petits Pas",
    "Deux Rives",
    "Halle",
)
SUMMARIES = (
    "Nous réparons, partageons et transmettons les gestes utiles, avec les habitants.",
    "Des produits du coin à prix juste, et un emploi pour ceux qui en sont loin.",
    "Un lieu ouvert où l’on apprend, où l’on s’entraide et où l’on entreprend ensemble.",
    "Un accueil pour les enfants et leurs parents, tenu par les familles elles-mêmes.",
)
FAMILIES = (
    *[Family.ASSOCIATION] * 14,
    *[Family.COOPERATIVE] * 3,
    *[Family.SOCIAL_COMPANY] * 2,
    *(Family.MUTUAL, Family.FOUNDATION),
)
BATCH = 2000
ONE_OFFER_IN = 10


@transaction.atomic
def generate_directory(*, organisations: int, seed: int, by: User | Actor) -> int:
    """Fill an installation with invented organisations, one in ten with an offer; same seed, same names."""
    dice = random.Random(seed)  # noqa: S311 - invented names, no secret
    communes = list(Territory.objects.filter(kind=TerritoryKind.COMMUNE).order_by("-population", "code")[:60])
    if not communes:
        raise RuleBroken("No commune: run `terreau import territories` first.")
    prefix = f"genere-{seed}"
    if Organisation.objects.filter(slug__startswith=f"{prefix}-").exists():
        raise RuleBroken(f"The directory of seed {seed} is there already.")
    for start in range(0, organisations, BATCH):
        numbers = range(start, min(start + BATCH, organisations))
        rows = [_invent(dice, f"{prefix}-{number}", communes) for number in numbers]
        Organisation.objects.bulk_create(rows)
        _give_offers(dice, [row for row in rows if row.kind != OrganisationKind.ACTOR], communes)
    refresh_statistics(Organisation, Team, Offer)
    mark_all(kind="organisation")
    mark_all(kind="offer")
    return organisations


def _invent(dice: random.Random, slug: str, communes: list[Territory]) -> Organisation:
    commune = dice.choice(communes)
    supports = dice.randrange(ONE_OFFER_IN) == 0
    organisation = Organisation(
        name=f"{dice.choice(WHATS)} {dice.choice(HOWS)} « {dice.choice(WHOSE)} » de {commune.name}"[:200],
        slug=slug,
        family=dice.choice(FAMILIES),
        kind=OrganisationKind.SUPPORT if supports else OrganisationKind.ACTOR,
        summary=dice.choice(SUMMARIES),
        commune=commune,
        postal_code=(commune.postal_codes or [""])[0],
        email=f"bonjour@{slug}.exemple",
        created_at=clock.now(),
    )
    if commune.lat is not None and commune.lon is not None:
        organisation.lat = commune.lat + dice.uniform(-0.02, 0.02)
        organisation.lon = commune.lon + dice.uniform(-0.02, 0.02)
    organisation.fold()
    return organisation


def _give_offers(dice: random.Random, organisations: list[Organisation], communes: list[Territory]) -> None:
    teams = [
        Team(organisation=one, name="Accueil", slug="accueil", email=f"accueil@{one.slug}.exemple")
        for one in organisations
    ]
    Team.objects.bulk_create(teams)
    subjects = list(Subject.objects.all())
    offers = []
    for team in teams:
        kind = dice.choice(list(OfferKind))
        offers.append(
            Offer(
                team=team,
                kind=kind,
                title=f"{kind.label} par {team.organisation.name}"[:160],
                slug=f"{team.organisation.slug}-offre",
                summary=dice.choice(SUMMARIES),
                stages=dice.sample(Stage.values, 3),
                perimeter=dice.choice(communes),
                delay_days=dice.choice((5, 10, 15)),
                verified_on=clock.today(),
                state=OfferState.PUBLISHED,
            )
        )
    Offer.objects.bulk_create(offers)
    links = Offer.subjects.through
    links.objects.bulk_create(
        links(offer=offer, subject=subject) for offer in offers for subject in dice.sample(subjects, 2)
    )
