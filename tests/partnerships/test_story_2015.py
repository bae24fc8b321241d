"""The session of 21 May 2015, played whole: the note, the vote, three charters, what came of them."""

import datetime as dt

import pytest

from terreau.council import actions as council
from terreau.directory.models import Organisation
from terreau.journal.queries import trace_of
from terreau.kernel.errors import RuleBroken
from terreau.partnerships import actions, queries
from terreau.partnerships.enums import CollaborationForm, PartyRole
from tests.factories import council as make_council
from tests.factories.council import SECRETARY
from tests.factories.directory import OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

NOTE = """La démarche participative citoyenne « Parlons ensemble de Sceaux » organisée en 2012 a mis en \
lumière une volonté forte des habitants de la Ville d'apprendre à se connaître pour engager collectivement \
des projets de territoire.

Il est donc proposé au conseil municipal de bien vouloir autoriser le maire à signer des chartes de \
partenariat."""

CONSIDERATIONS = [
    "Vu le code général des collectivités territoriales,",
    "Considérant la nécessité pour la Ville de développer une économie sociale et solidaire,",
    "Vu les projets de chartes concernant les modalités de partenariats avec les acteurs de l’ESS,",
]
DECISION = """APPROUVE les chartes de partenariats avec les structures suivantes :
- KissKissBankBank et ses filiales, HelloMerci et Lendopolis ;
- le Groupe La Poste ;
- et Sceaux Smart.
AUTORISE le maire à les signer."""
PROMISES = {
    CollaborationForm.INFORM: "Informer tous les publics sur les réalités de l’économie sociale.",
    CollaborationForm.RESOURCES: "Mettre à disposition des informations, des conseils et des outils.",
    CollaborationForm.SET_UP: "Participer à la mise en place et au suivi de l’entrepreneuriat social.",
    CollaborationForm.REFLECT: "Porter une réflexion commune sur la structuration.",
    CollaborationForm.COMMUNICATE: "Communiquer sur les projets émanant de ce partenariat.",
}


def write_charter(name: str, *subsidiaries: str):
    """Draft one charter with its parties and a promise in each of the five forms."""
    charter = actions.draft_charter(
        title=f"Charte de partenariat avec {name}",
        summary=f"{name} aide les porteurs de projet de Sceaux.",
        by=SECRETARY,
    )
    town = Organisation.objects.filter(name="Ville de Sceaux").first()
    actions.add_party(
        charter=charter,
        organisation=town or OrganisationFactory(name="Ville de Sceaux"),
        role=PartyRole.TOWN,
        represented_by="Camille Exemple, maire",
        by=SECRETARY,
    )
    partner = actions.add_party(
        charter=charter,
        organisation=OrganisationFactory(name=name),
        represented_by="Alix Exemple, direction générale",
        by=SECRETARY,
    )
    for subsidiary in subsidiaries:
        actions.add_party(
            charter=charter,
            organisation=OrganisationFactory(name=subsidiary, parent=partner.organisation),
            role=PartyRole.SUBSIDIARY,
            parent=partner,
            by=SECRETARY,
        )
    for form, text in PROMISES.items():
        actions.add_commitment(
            charter=charter, party=partner, form=form, text=text, unit="actions", target=3, by=SECRETARY
        )
    return charter


@pytest.fixture
def charters():
    return [
        write_charter("KissKissBankBank", "HelloMerci", "Lendopolis"),
        write_charter("Groupe La Poste"),
        write_charter("Sceaux Smart"),
    ]


def hold_the_vote(clock, charters):
    """Convene, vote and approve: 33 seats, 29 present, 2 proxies."""
    session = make_council.planned_session(make_council.seated_assembly(seats=33))
    deliberation = council.draft_deliberation(
        session=session,
        title="Approbation de chartes de partenariats avec différents acteurs de l’ESS",
        summary="La ville s’allie à trois partenaires pour aider les porteurs de projet.",
        note=NOTE,
        considerations=CONSIDERATIONS,
        decision_text=DECISION,
        number="12",
        by=SECRETARY,
    )
    for charter in charters:
        actions.agree(charter=charter, by=SECRETARY)
        actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)
    make_council.open_session(session, present=29, proxies=2)
    deliberation.refresh_from_db()
    clock.travel(dt.date(2015, 5, 21))
    council.record_vote(deliberation=deliberation, votes_for=28, votes_against=0, abstentions=3, by=SECRETARY)
    return deliberation


def test_the_vote_approves_the_three_charters(clock, charters, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        deliberation = hold_the_vote(clock, charters)

    assert deliberation.wording == "à l’unanimité des votants (3 abstentions)"
    assert [charter.state for charter in deliberation.charters.order_by("pk")] == ["approved"] * 3


def test_signing_before_the_deliberation_has_force_is_refused(clock, charters):
    deliberation = hold_the_vote(clock, charters)
    charter = charters[0]
    actions.approve(charter=charter, by=SECRETARY)
    town = charter.parties.get(role=PartyRole.TOWN)

    with pytest.raises(RuleBroken, match="Millau"):
        actions.record_signature(party=town, by=SECRETARY)
    clock.travel(dt.date(2015, 5, 27))
    council.publish(deliberation=deliberation, by=SECRETARY)
    council.transmit(deliberation=deliberation, by=SECRETARY)
    town = charter.parties.get(role=PartyRole.TOWN)
    with pytest.raises(RuleBroken, match="signez à partir du lendemain"):
        actions.record_signature(party=town, by=SECRETARY)

    assert charter.parties.filter(signed_at__isnull=False).count() == 0


def test_the_whole_life_of_a_charter_up_to_its_counter(clock, charters):
    deliberation = hold_the_vote(clock, charters)
    charter = charters[0]
    make_council.executory(deliberation)
    actions.approve(charter=charter, by=SECRETARY)

    clock.travel(dt.date(2015, 6, 10))
    for role in (PartyRole.PARTNER, PartyRole.TOWN):
        actions.record_signature(party=charter.parties.get(role=role), by=SECRETARY)
    charter.refresh_from_db()
    assert (charter.state, charter.signed_at) == ("signed", dt.date(2015, 6, 10))
    with pytest.raises(RuleBroken, match="n’est pas possible"):
        actions.record_signature(
            party=charter.parties.filter(role=PartyRole.SUBSIDIARY).first(), by=SECRETARY
        )
    actions.enter_into_force(charter=charter, by=SECRETARY)

    clock.travel(dt.date(2015, 9, 29))
    commitment = charter.commitments.select_related("charter", "party").get(form=CollaborationForm.INFORM)
    evidence = actions.record_evidence(
        commitment=commitment, quantity=2, text="Deux soirées sur le financement participatif.", by=SECRETARY
    )
    assert queries.progress_of(commitment).done == 0
    actions.accept_evidence(evidence=evidence, by=SECRETARY)

    progress = queries.progress_of(commitment)
    assert (progress.done, progress.kept, progress.label) == (2, False, "En cours")
    assert progress.sentence == "Actions\u00a0: 2 sur 3 depuis le 10 juin 2015."
    assert [entry.verb for entry in queries.entries_behind(commitment)] == ["commitment.evidence"]


def test_the_story_runs_from_the_deliberation_to_the_offer(clock, charters):
    deliberation = hold_the_vote(clock, charters)
    commitment = charters[2].commitments.first()
    offer = OfferFactory()

    actions.link_offers(commitment=commitment, offers=[offer], by=SECRETARY)

    up = [(step.link.source_kind, step.link.kind) for step in trace_of(offer).up]
    assert up == [
        ("partnerships.commitment", "offers"),
        ("partnerships.charter", "commits"),
        ("council.deliberation", "authorises"),
    ]
    assert trace_of(deliberation).up == []
