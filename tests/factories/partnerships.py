"""Charters for tests, brought to life through their own actions."""

import datetime as dt

from terreau.council.models import Deliberation
from terreau.directory.models import Organisation
from terreau.kernel import clock
from terreau.partnerships import actions
from terreau.partnerships.enums import (
    PUBLIC_STATES,
    SIGNED_STATES,
    CharterState,
    CollaborationForm,
    PartyRole,
)
from terreau.partnerships.models import Charter, Commitment, Party
from terreau.search.actions import mark
from tests.factories import council
from tests.factories.council import SECRETARY
from tests.factories.directory import OrganisationFactory

SIGNED_ON = dt.date(2015, 6, 10)


def drafted(title: str = "Charte avec l’Atelier", *, partner: Organisation | None = None) -> Charter:
    """Return a draft with the town, a partner and one commitment."""
    charter = actions.draft_charter(title=title, summary="Un partenaire s’engage.", by=SECRETARY)
    town = Organisation.objects.filter(name="Ville de Sceaux").first()
    actions.add_party(
        charter=charter,
        organisation=town or OrganisationFactory(name="Ville de Sceaux"),
        role=PartyRole.TOWN,
        represented_by="Camille Conseil, maire",
        by=SECRETARY,
    )
    party = actions.add_party(
        charter=charter,
        organisation=partner or OrganisationFactory(),
        represented_by="Alix Partenaire, présidence",
        by=SECRETARY,
    )
    actions.add_commitment(
        charter=charter,
        party=party,
        form=CollaborationForm.RESOURCES,
        text="Répondre aux porteurs de projet.",
        unit="réponses",
        indicator_verb="referral.accepted",
        target=2,
        by=SECRETARY,
    )
    return charter


def approved(*charters: Charter, deliberation: Deliberation | None = None) -> Deliberation:
    """Take charters through the session of 21 May 2015; the deliberation has force on 27 May."""
    if deliberation is None:
        session = council.planned_session(council.seated_assembly())
        deliberation = council.draft(session)
    for charter in charters:
        actions.agree(charter=charter, by=SECRETARY)
        actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)
    council.open_session(deliberation.session)
    deliberation.refresh_from_db()
    with clock.travel(deliberation.session.held_on):
        council.actions.record_vote(
            deliberation=deliberation, votes_for=28, votes_against=0, abstentions=3, by=SECRETARY
        )
    for charter in charters:
        actions.approve(charter=charter, by=SECRETARY)
    return council.executory(deliberation)


def signed(charter: Charter, on: dt.date = SIGNED_ON) -> Charter:
    with clock.travel(on):
        for party in charter.parties.filter(signing="signs"):
            actions.record_signature(party=party, by=SECRETARY)
    charter.refresh_from_db()
    return charter


def in_force(charter: Charter, on: dt.date = SIGNED_ON) -> Charter:
    signed(charter, on)
    with clock.travel(on):
        actions.enter_into_force(charter=charter, by=SECRETARY)
    return charter


def living(count: int = 1) -> list[Charter]:
    """Return charters in force, all approved by one deliberation."""
    charters = [drafted(f"Charte numéro {number}") for number in range(count)]
    approved(*charters)
    return [in_force(charter) for charter in charters]


def promise(charter: Charter) -> Commitment:
    return charter.commitments.select_related("charter", "party").get()


def charter_in(state: str, *, title: str = "Charte", **facts) -> Charter:
    """Return a charter in a state, with the facts that this state wants, the town and one partner."""
    moment = council.at_noon(dt.date(2015, 5, 10))
    if state != CharterState.DRAFT:
        facts = {"agreed_at": moment} | facts
    if state in PUBLIC_STATES:
        approving = facts.pop("deliberation", None) or _approving()
        facts = {"approved_at": approving.voted_at, "deliberation": approving} | facts
    if state in SIGNED_STATES:
        facts = {"signed_at": SIGNED_ON} | facts
    if state in (CharterState.IN_FORCE, CharterState.ENDED, CharterState.TERMINATED):
        facts = {"in_force_from": SIGNED_ON} | facts
    if state in (CharterState.ENDED, CharterState.TERMINATED):
        facts = {"ended_on": dt.date(2016, 6, 30), "ended_reason": "D’un commun accord."} | facts
    number = Charter.objects.count() + 1
    charter = Charter.objects.create(
        title=title,
        slug=f"charte-{number}",
        reference=f"CHA-{number}",
        summary="Un partenaire s’engage.",
        state=state,
        **facts,
    )
    signed_at = charter.signed_at
    signature = {"signed_at": signed_at, "recorded_by": "tests"} if signed_at else {}
    add_party(charter, role=PartyRole.TOWN, **signature)
    add_party(charter, **signature)
    mark(kind="charter", keys=[charter.pk])
    return charter


def _approving() -> Deliberation:
    found = Deliberation.objects.filter(state="adopted", published_at__isnull=False).first()
    day = council.at_noon(dt.date(2015, 5, 27))
    return found or council.published("Approbation", transmitted_at=day)


def add_party(charter: Charter, **facts) -> Party:
    """Write a party straight to its table, whatever the state of the charter."""
    facts = {"represented_by": "Alix Exemple"} | facts
    if "organisation" not in facts:
        facts["organisation"] = OrganisationFactory()
    return Party.objects.create(charter=charter, order=charter.parties.count(), **facts)


def add_promise(charter: Charter, *, party: Party | None = None, **facts) -> Commitment:
    """Write a promise of the partner straight to its table, whatever the state of the charter."""
    facts = {"form": CollaborationForm.RESOURCES, "text": "Répondre aux porteurs de projet."} | facts
    return Commitment.objects.create(
        charter=charter,
        party=party or charter.parties.filter(role=PartyRole.PARTNER).first(),
        number=charter.commitments.count() + 1,
        **facts,
    )
