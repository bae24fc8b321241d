"""Charters for tests, brought to life through their own actions."""

import datetime as dt

from terreau.council.models import Deliberation
from terreau.directory.models import Organisation
from terreau.kernel import clock
from terreau.partnerships import actions
from terreau.partnerships.enums import CollaborationForm, PartyRole
from terreau.partnerships.models import Charter, Commitment
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
