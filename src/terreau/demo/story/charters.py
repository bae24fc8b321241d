"""The three charters of 2015: the five forms of the note, said for each partner.

The texts of the real charters were not found: these are examples, written from the note.
"""

from dataclasses import dataclass, field
from typing import Any

from terreau.demo.story.cast import Cast
from terreau.partnerships import actions as partnerships
from terreau.partnerships.enums import CollaborationForm as F
from terreau.partnerships.enums import PartyRole, Recurrence
from terreau.partnerships.models import Charter

MAYOR = "Violette Charmille, maire"


@dataclass(frozen=True)
class Promise:
    """One commitment: who, in which of the five forms, in what words, and what counts."""

    party: str
    form: int
    text: str
    counts: dict[str, Any] = field(default_factory=dict)
    offers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """One charter as the story writes it."""

    key: str
    title: str
    summary: str
    preamble: str
    partner: str
    signatory: str
    promises: tuple[Promise, ...]
    subsidiaries: tuple[str, ...] = ()


def yearly(verb: str, target: int, unit: str) -> dict[str, Any]:
    """Count what the journal says, from January to December."""
    return {"indicator_verb": verb, "target": target, "unit": unit, "recurrence": Recurrence.YEARLY}


DEMANDS = "demandes acceptées"
PREAMBLE = (
    "Dans la suite de la démarche « Parlons ensemble de Sceaux » (2012), la ville souhaite accompagner les "
    "porteurs de projet à impact social en ayant un rôle de facilitateur et en s’appuyant sur des "
    "organismes de soutien.\n\nTexte d’exemple, rédigé pour la démonstration d’après la note de "
    "présentation du 21 mai 2015."
)


def town_promises(partner: str) -> tuple[Promise, ...]:
    """What the town promises in each charter."""
    return (
        Promise(
            "town",
            F.INFORM,
            "Informer tous les publics sur les réalités de l’économie sociale et solidaire et sur les "
            "réseaux d’accompagnement et de financement existants.",
            {"unit": "rendez-vous publics", "target": 3},
        ),
        Promise(
            "town",
            F.COMMUNICATE,
            f"Faire connaître les projets nés du partenariat avec {partner}, sur les supports de la ville.",
            {"unit": "publications", "target": 2},
        ),
    )


PLANS = (
    Plan(
        "kkbb",
        "Charte de partenariat avec KissKissBankBank et ses filiales",
        "La ville et trois plateformes de financement participatif aident les porteurs de projets à "
        "réunir des dons ou des prêts.",
        PREAMBLE,
        "kkbb",
        "Personne inventée, pour KissKissBankBank",
        (
            *town_promises("KissKissBankBank"),
            Promise(
                "kkbb",
                F.INFORM,
                "Expliquer le financement participatif aux porteurs de projets lors des rencontres locales.",
                {"unit": "interventions", "target": 2},
            ),
            Promise(
                "kkbb",
                F.RESOURCES,
                "Répondre aux porteurs de projets orientés par la ville dans les cinq jours ouvrés.",
                {"delay_days": 5, **yearly("referral.accepted", 4, DEMANDS)},
                ("don", "pret-solidaire", "pret-pme"),
            ),
            Promise(
                "kkbb",
                F.SET_UP,
                "Suivre avec la ville les collectes des projets de Sceaux, du lancement au résultat.",
                {"indicator_verb": "referral.closed", "target": 2, "unit": "collectes suivies jusqu’au bout"},
            ),
            Promise(
                "kkbb",
                F.REFLECT,
                "Participer une fois par an à une réflexion commune sur le financement des projets locaux.",
            ),
            Promise(
                "kkbb",
                F.COMMUNICATE,
                "Signaler les collectes des projets de Sceaux sur les supports dont la plateforme dispose.",
            ),
        ),
        ("hellomerci", "lendopolis"),
    ),
    Plan(
        "laposte",
        "Charte de partenariat avec le Groupe La Poste",
        "Au titre de l’« Alliance dynamique » : des locaux, des produits bancaires adaptés, et l’appui "
        "aux projets des postiers.",
        PREAMBLE,
        "laposte",
        "Personne inventée, pour le Groupe La Poste",
        (
            *town_promises("le Groupe La Poste"),
            Promise(
                "laposte",
                F.INFORM,
                "Informer les porteurs de projets sur les services utiles aux structures de l’ESS.",
                {"unit": "rencontres", "target": 1},
            ),
            Promise(
                "laposte",
                F.RESOURCES,
                "Étudier les demandes de locaux orientées par la ville, réponse dans les huit jours ouvrés.",
                {"delay_days": 8, **yearly("referral.accepted", 3, DEMANDS)},
                ("locaux",),
            ),
            Promise(
                "lbp",
                F.RESOURCES,
                "Présenter des produits bancaires adaptés aux acteurs de l’économie sociale et solidaire.",
                {"delay_days": 8, **yearly("referral.accepted", 2, DEMANDS)},
                ("produits",),
            ),
            Promise(
                "laposte",
                F.SET_UP,
                "Accompagner les projets professionnels des postiers dans l’économie sociale et solidaire.",
                {"indicator_verb": "referral.accepted", "unit": DEMANDS},
                ("postiers",),
            ),
            Promise(
                "laposte",
                F.REFLECT,
                "Prendre part à la réflexion commune sur l’entrepreneuriat social à Sceaux.",
            ),
            Promise(
                "laposte",
                F.COMMUNICATE,
                "Faire connaître les projets nés du partenariat auprès du public.",
            ),
        ),
        ("lbp",),
    ),
    Plan(
        "smart",
        "Charte de partenariat avec Sceaux Smart",
        "Le premier espace de travail partagé de Sceaux accueille les porteurs de projets et ouvre son "
        "collectif.",
        PREAMBLE,
        "smart",
        "Inès Fusain, présidente (personne inventée)",
        (
            *town_promises("Sceaux Smart"),
            Promise(
                "smart",
                F.INFORM,
                "Ouvrir l’espace au public pour parler du travail partagé et de l’entrepreneuriat social.",
                {"unit": "ouvertures au public", "target": 4},
            ),
            Promise(
                "smart",
                F.RESOURCES,
                "Accueillir les porteurs de projets orientés par la ville : réponse en trois jours ouvrés.",
                {"delay_days": 3, **yearly("referral.accepted", 3, DEMANDS)},
                ("coworking",),
            ),
            Promise(
                "smart",
                F.SET_UP,
                "Mettre les porteurs de projets en relation avec le collectif et suivre ce qui en naît.",
                {"indicator_verb": "referral.closed", "target": 2, "unit": "mises en relation menées à bien"},
                ("collectif",),
            ),
            Promise(
                "smart",
                F.REFLECT,
                "Participer à la réflexion commune sur la place du travail partagé dans la ville.",
            ),
            Promise(
                "smart",
                F.COMMUNICATE,
                "Présenter les projets nés du partenariat dans l’espace et sur ses supports.",
                {"unit": "présentations", "target": 4},
            ),
        ),
    ),
)


def draft(cast: Cast, plan: Plan) -> Charter:
    """Write a charter with its parties and its commitments."""
    by = cast.officer
    charter = partnerships.draft_charter(
        title=plan.title, summary=plan.summary, preamble=plan.preamble, town_signatory=MAYOR, by=by
    )
    parties = {
        "town": partnerships.add_party(
            charter=charter,
            organisation=cast.organisations["town"],
            role=PartyRole.TOWN,
            represented_by=MAYOR,
            by=by,
        )
    }
    parties[plan.partner] = partnerships.add_party(
        charter=charter,
        organisation=cast.organisations[plan.partner],
        represented_by=plan.signatory,
        by=by,
    )
    for key in plan.subsidiaries:
        parties[key] = partnerships.add_party(
            charter=charter,
            organisation=cast.organisations[key],
            role=PartyRole.SUBSIDIARY,
            parent=parties[plan.partner],
            by=by,
        )
    for promise in plan.promises:
        partnerships.add_commitment(
            charter=charter,
            party=parties[promise.party],
            form=promise.form,
            text=promise.text,
            by=by,
            **promise.counts,
        )
    cast.charters[plan.key] = charter
    return charter


def link_offers(cast: Cast, plan: Plan) -> None:
    """Say through which offers the promises are kept, once those offers are open."""
    commitments = {one.text: one for one in cast.charters[plan.key].commitments.all()}
    for promise in plan.promises:
        if promise.offers:
            partnerships.link_offers(
                commitment=commitments[promise.text],
                offers=[cast.offers[key] for key in promise.offers],
                by=cast.officer,
            )
