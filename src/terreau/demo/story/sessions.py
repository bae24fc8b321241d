"""The council of today, one session of this autumn, and the session to come with a charter on its agenda."""

import datetime as dt

from terreau.council import actions as council
from terreau.council.models import Assembly, Mandate
from terreau.demo.story.assembly import HALL, seat
from terreau.demo.story.cast import Cast
from terreau.demo.story.charters import Plan, Promise, draft, yearly
from terreau.demo.story.play import Tale, at
from terreau.partnerships import actions as partnerships
from terreau.partnerships.enums import CollaborationForm as F

ELECTED = dt.date(2026, 3, 29)  # 35 members since that day
TALUS = Plan(
    "talus",
    "Charte de partenariat avec Les Ateliers du Talus",
    "La ville et une coopérative d’accompagnement aident ensemble les porteurs de projets à choisir leur "
    "statut et à tester leur activité.",
    "Projet de charte, d’après les cinq formes de collaboration de 2015. Partenaire inventé.",
    "talus",
    "Mathieu Sureau, conseiller (personne inventée)",
    (
        Promise(
            "town",
            F.INFORM,
            "Orienter vers la coopérative les porteurs de projets qui cherchent un statut.",
            {"unit": "rendez-vous publics", "target": 2},
        ),
        Promise(
            "talus",
            F.RESOURCES,
            "Répondre aux porteurs de projets orientés par la ville dans les quatre jours ouvrés.",
            {"delay_days": 4, **yearly("referral.accepted", 10, "demandes acceptées")},
        ),
        Promise(
            "talus",
            F.SET_UP,
            "Accompagner six personnes par an jusqu’à leur première facture.",
            yearly("referral.closed", 6, "accompagnements menés à bien"),
        ),
        Promise("talus", F.COMMUNICATE, "Raconter chaque année trois projets nés de ce partenariat."),
    ),
)


def coming_session(today: dt.date) -> dt.date:
    """Return the Thursday that comes in two to three weeks."""
    start = today + dt.timedelta(days=15)
    return start + dt.timedelta(days=(3 - start.weekday()) % 7)


def sessions_of_today(cast: Cast) -> Tale:
    """The council elected in March 2026, its autumn session, and the one to come."""
    by = cast.secretary
    elected = min(ELECTED, cast.today - dt.timedelta(days=120))
    yield at(elected, "09:30")
    assembly = seat(cast, name="Conseil municipal", seats=35, since=elected, shift=11)
    delegate = assembly.mandates.get(user=cast.people["basile.cormier"])
    yield cast.ago(75, "14:20")
    autumn = cast.ago(45).date()
    session = council.create_session(assembly=assembly, held_on=autumn, place=HALL, by=by)
    yield cast.ago(64, "11:00")
    deliberation = council.draft_deliberation(
        session=session,
        title="Prêt d’une parcelle communale à un jardin partagé",
        summary="La ville prête pour trois ans une parcelle à une association (exemple inventé).",
        note="Exemple inventé pour la démonstration : une association demande à cultiver une parcelle "
        "communale inoccupée et à l’ouvrir aux écoles.",
        considerations=("Vu le code général des collectivités territoriales,", "Après en avoir délibéré,"),
        decision_text="APPROUVE le prêt de la parcelle pour trois ans.\n\nAUTORISE le maire à signer l’acte.",
        rapporteur=delegate,
        by=by,
    )
    council.table(deliberation=deliberation, by=by)
    council.convoke(session=session, by=by)
    yield cast.ago(45, "19:35")
    council.hold(session=session, present=31, proxies=3, by=by)
    council.record_vote(deliberation=deliberation, votes_for=31, votes_against=0, abstentions=3, by=by)
    council.close(session=session, by=by)
    yield cast.ago(43, "10:00")
    council.publish(deliberation=deliberation, by=by)
    council.transmit(deliberation=deliberation, by=by)
    yield from _to_come(cast, assembly, delegate)


def _to_come(cast: Cast, assembly: Assembly, delegate: Mandate) -> Tale:
    by = cast.secretary
    yield cast.ago(26, "15:00")
    charter = draft(cast, TALUS)
    yield cast.ago(12, "11:30")
    session = council.create_session(assembly=assembly, held_on=coming_session(cast.today), place=HALL, by=by)
    deliberation = council.draft_deliberation(
        session=session,
        title="Approbation d’une charte de partenariat avec Les Ateliers du Talus",
        summary="Le conseil dira si la ville s’engage avec une coopérative qui accompagne les projets.",
        note="Onze ans après les premières chartes, la ville propose d’en signer une avec une coopérative "
        "d’accompagnement (partenaire inventé pour la démonstration).",
        considerations=("Vu le code général des collectivités territoriales,", "Après en avoir délibéré,"),
        decision_text="APPROUVE la charte de partenariat.\n\nAUTORISE le maire à la signer.",
        rapporteur=delegate,
        by=by,
    )
    yield cast.ago(5, "16:45")
    partnerships.link_deliberation(charter=charter, deliberation=deliberation, by=by)
    council.table(deliberation=deliberation, by=by)
