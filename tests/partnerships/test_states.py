"""Each verb of a charter and of an evidence in each state; what the journal keeps of each."""

import datetime as dt

import pytest

from terreau.journal.models import Entry, TraceLink
from terreau.kernel.errors import RuleBroken, StaleObject, TransitionRefused
from terreau.partnerships import actions
from terreau.partnerships.enums import CharterState, EvidenceState
from terreau.partnerships.models import Charter, Evidence
from terreau.partnerships.workflows import CHARTER_WORKFLOW, EVIDENCE_WORKFLOW
from tests.factories import council as make_council
from tests.factories import partnerships as make
from tests.factories.council import SECRETARY
from tests.factories.directory import OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

ADDED = {"by": SECRETARY}


def sign_all(charter):
    for party in charter.parties.filter(signed_at=None):
        actions.record_signature(party=party, on=dt.date(2015, 6, 10), by=SECRETARY)


CHARTER_VERBS = {
    "agree": lambda charter: actions.agree(charter=charter, by=SECRETARY),
    "reopen": lambda charter: actions.reopen(charter=charter, by=SECRETARY),
    "approve": lambda charter: actions.approve(charter=charter, by=SECRETARY),
    "sign": sign_all,
    "enter_into_force": lambda charter: actions.enter_into_force(charter=charter, by=SECRETARY),
    "end": lambda charter: actions.end(charter=charter, by=SECRETARY),
    "terminate": lambda charter: actions.terminate(charter=charter, reason="Fin.", by=SECRETARY),
}
EVIDENCE_VERBS = {
    "accept": lambda evidence: actions.accept_evidence(evidence=evidence, by=SECRETARY),
    "decline": lambda evidence: actions.decline_evidence(evidence=evidence, reason="Non.", by=SECRETARY),
}


def ready(state: str) -> Charter:
    """Return a charter in a state with all that its next verb may ask for."""
    facts = {"in_force_until": dt.date(2016, 6, 9)} if state in ("in_force", "ended", "terminated") else {}
    if state == "agreed":
        facts = {
            "deliberation": make_council.published(transmitted_at=make_council.at_noon(dt.date(2015, 5, 28)))
        }
    charter = make.charter_in(state, **facts)
    make.add_promise(charter)
    return charter


def entries_of(target) -> list[str]:
    found = Entry.objects.filter(target_kind=target._meta.label_lower, target_key=str(target.pk))
    return list(found.order_by("pk").values_list("verb", flat=True))


def test_every_verb_of_the_tables_is_tried():
    assert list(CHARTER_VERBS) == list(CHARTER_WORKFLOW.transitions)
    assert list(EVIDENCE_VERBS) == list(EVIDENCE_WORKFLOW.transitions)


@pytest.mark.parametrize("state", CharterState)
@pytest.mark.parametrize("verb", [verb for verb in CHARTER_VERBS if verb not in ("sign", "approve")])
def test_charter_moves_only_by_its_table(verb, state):
    charter, move = ready(state), CHARTER_WORKFLOW.transitions[verb]

    if state in move.sources:
        CHARTER_VERBS[verb](charter)
        expected = move.target
    else:
        label = CharterState(state).label
        with pytest.raises(TransitionRefused, match=f"n’est pas possible dans l’état «\u00a0{label}\u00a0»"):
            CHARTER_VERBS[verb](charter)
        expected = state

    assert Charter.objects.get(pk=charter.pk).state == expected
    assert len(entries_of(charter)) == (1 if state in move.sources else 0)


@pytest.mark.parametrize("state", CharterState)
def test_approve_moves_an_agreed_text_and_says_nothing_twice(state):
    charter = ready(state)

    if state in ("agreed", "approved"):
        actions.approve(charter=charter, by=SECRETARY)
        expected = "approved"
    elif state == "draft":
        with pytest.raises(RuleBroken, match="Aucune délibération n’est rattachée"):
            actions.approve(charter=charter, by=SECRETARY)
        expected = "draft"
    else:
        with pytest.raises(TransitionRefused, match="n’est pas possible dans l’état"):
            actions.approve(charter=charter, by=SECRETARY)
        expected = state

    assert Charter.objects.get(pk=charter.pk).state == expected
    assert entries_of(charter) == (["charter.approved"] if state == "agreed" else [])


@pytest.mark.parametrize("state", CharterState)
def test_signatures_are_recorded_on_an_approved_charter_only(state):
    charter = ready(state)
    party = charter.parties.first()
    charter.parties.filter(pk=party.pk).update(signed_at=None, recorded_by="")
    party.refresh_from_db()

    if state == "approved":
        sign_all(charter)
        expected = "signed"
    else:
        with pytest.raises(RuleBroken, match=r"exécutoire|n’est pas possible dans l’état"):
            actions.record_signature(party=party, on=dt.date(2015, 6, 10), by=SECRETARY)
        expected = state

    assert Charter.objects.get(pk=charter.pk).state == expected


@pytest.mark.parametrize("state", EvidenceState)
@pytest.mark.parametrize("verb", EVIDENCE_VERBS)
def test_evidence_is_reviewed_once(verb, state):
    commitment = make.add_promise(make.charter_in("in_force"))
    reviewed = {} if state == "proposed" else {"reviewed_at": make_council.at_noon(dt.date(2015, 9, 1))}
    evidence = Evidence.objects.create(
        commitment=commitment,
        text="Un atelier.",
        quantity=1,
        on=dt.date(2015, 8, 1),
        state=state,
        reason="" if state == "proposed" else "Raison",
        **reviewed,
    )

    if state == "proposed":
        EVIDENCE_VERBS[verb](evidence)
        assert evidence.reviewed_at is not None
    else:
        with pytest.raises(TransitionRefused, match="n’est pas possible dans l’état"):
            EVIDENCE_VERBS[verb](evidence)

    evidence.refresh_from_db()
    assert evidence.state == (EVIDENCE_WORKFLOW.transitions[verb].target if state == "proposed" else state)
    assert len(entries_of(commitment)) == (1 if state == "proposed" else 0)


@pytest.mark.parametrize("state", [state for state in CharterState if state != "draft"])
@pytest.mark.parametrize("verb", ["edit", "add_party", "remove_party", "add", "change", "remove"])
def test_text_changes_in_a_draft_only(verb, state):
    charter = ready(state)
    party, promise = charter.parties.last(), charter.commitments.get()
    verbs = {
        "edit": lambda: actions.edit_charter(charter=charter, title="T", summary="S", **ADDED),
        "add_party": lambda: actions.add_party(charter=charter, organisation=OrganisationFactory(), **ADDED),
        "remove_party": lambda: actions.remove_party(party=party, **ADDED),
        "add": lambda: actions.add_commitment(charter=charter, party=party, form=1, text="T", **ADDED),
        "change": lambda: actions.edit_commitment(commitment=promise, text="T", **ADDED),
        "remove": lambda: actions.remove_commitment(commitment=promise, **ADDED),
    }

    with pytest.raises(RuleBroken) as caught:
        verbs[verb]()

    assert str(caught.value) == "Le texte est arrêté\u00a0: rouvrez le brouillon avant de le modifier."
    assert (charter.parties.count(), charter.commitments.get().text) == (2, promise.text)


@pytest.mark.parametrize("state", CharterState)
def test_deliberation_is_linked_before_the_council_approves(state):
    charter, deliberation = (
        ready(state),
        make_council.deliberation_in(
            "tabled", session=make_council.session_in("held", held_on=dt.date(2015, 6, 25))
        ),
    )

    if state in ("draft", "agreed"):
        actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)
        assert Charter.objects.get(pk=charter.pk).deliberation == deliberation
    else:
        with pytest.raises(RuleBroken, match="Le conseil a déjà approuvé cette charte"):
            actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)


@pytest.mark.parametrize("verb", [verb for verb in CHARTER_VERBS if verb not in ("sign", "approve")])
def test_stale_copy_of_a_charter_is_refused_and_writes_nothing(verb):
    charter = ready(CHARTER_WORKFLOW.transitions[verb].sources[0])
    faster = Charter.objects.get(pk=charter.pk)
    CHARTER_VERBS[verb](faster)
    before = entries_of(charter)

    with pytest.raises(StaleObject, match="Quelqu’un vient de modifier ce dossier"):
        CHARTER_VERBS[verb](charter)

    assert entries_of(charter) == before


def test_link_to_a_stale_copy_is_refused():
    charter, deliberation = ready("agreed"), make_council.deliberation_in("adopted")
    actions.approve(charter=Charter.objects.get(pk=charter.pk), by=SECRETARY)

    with pytest.raises(StaleObject, match="rechargez la page"):
        actions.link_deliberation(charter=charter, deliberation=deliberation, by=SECRETARY)


def told(verb: str) -> list[tuple]:
    """Return what the journal says of a verb: the organisation, the quantity, the facts, who may read it."""
    found = Entry.objects.filter(verb=verb).order_by("pk")
    return [(entry.organisation, entry.quantity, entry.data, entry.public) for entry in found]


def test_journal_keeps_the_drafting_inside():
    charter = make.drafted()
    partner = charter.parties.get(role="partner").organisation_id
    town = charter.parties.get(role="town").organisation_id
    promise = make.promise(charter)
    actions.edit_charter(charter=charter, title="T", summary="S", by=SECRETARY)
    actions.edit_commitment(commitment=promise, text="Autre", by=SECRETARY)
    actions.agree(charter=charter, by=SECRETARY)
    text = charter.text_sha256
    actions.reopen(charter=Charter.objects.get(), by=SECRETARY)
    actions.remove_commitment(commitment=promise, by=SECRETARY)
    actions.remove_party(party=charter.parties.get(role="partner"), by=SECRETARY)

    assert told("charter.drafted") == [(None, None, {}, False)]
    assert told("charter.party_added") == [(town, None, {}, False), (partner, None, {}, False)]
    assert told("charter.commitment_added") == [(partner, None, {}, False)]
    assert told("charter.edited") == [(None, None, {}, False)]
    assert told("charter.commitment_edited") == [(partner, None, {}, False)]
    assert told("charter.agreed") == [(None, None, {"text": text}, False)]
    assert told("charter.reopened") == [(None, None, {}, False)]
    assert told("charter.commitment_removed") == [(partner, None, {}, False)]
    assert told("charter.party_removed") == [(partner, None, {}, False)]


def test_journal_tells_the_life_of_a_charter_to_everybody():
    charter = make.living()[0]
    town, partner = charter.parties.values_list("organisation_id", flat=True)
    actions.terminate(charter=charter, reason="D’un commun accord.", on=dt.date(2016, 1, 1), by=SECRETARY)

    assert told("charter.linked") == [(None, None, {"deliberation": charter.deliberation_id}, True)]
    assert told("charter.approved") == [(None, None, {"text": charter.voted_sha256}, True)]
    assert told("charter.party_signed") == [
        (town, None, {"on": "2015-06-10"}, True),
        (partner, None, {"on": "2015-06-10"}, True),
    ]
    assert told("charter.signed") == [(town, 1, {}, True), (partner, 1, {}, True)]
    assert told("charter.in_force") == [(None, None, {}, True)]
    assert told("charter.terminated") == [(None, None, {}, True)]


def test_journal_counts_an_evidence_once_it_is_accepted(person, clock):
    charter, member = make.charter_in("in_force"), person()
    promise = make.add_promise(charter, unit="ateliers")
    clock.travel(dt.date(2015, 9, 1))
    kept, lost = (
        actions.record_evidence(commitment=promise, quantity=quantity, text="Fait.", by=member)
        for quantity in (2, 3)
    )
    actions.accept_evidence(evidence=kept, by=SECRETARY)
    actions.decline_evidence(evidence=lost, reason=" Hors sujet. ", by=SECRETARY)

    partner = promise.party.organisation_id
    assert told("commitment.evidence_proposed") == [(partner, None, {}, False)] * 2
    assert told("commitment.evidence") == [(partner, 2, {"evidence": kept.pk, "on": "2015-09-01"}, True)]
    assert told("commitment.evidence_declined") == [(partner, None, {}, False)]
    assert Entry.objects.get(verb="commitment.evidence").unit == "ateliers"
    assert (lost.reason, kept.proposed_by) == ("Hors sujet.", member)


def test_trace_links_are_written_once_however_often_a_text_is_agreed():
    charter, offer = make.drafted(), OfferFactory()
    actions.link_offers(commitment=make.promise(charter), offers=[offer], by=SECRETARY)
    actions.link_offers(commitment=make.promise(charter), offers=[offer], by=SECRETARY)
    for _time in range(2):
        actions.agree(charter=Charter.objects.get(), by=SECRETARY)
        actions.reopen(charter=Charter.objects.get(), by=SECRETARY)

    assert sorted(TraceLink.objects.values_list("kind", flat=True)) == ["commits", "offers"]
    assert told("commitment.offer_linked") == [
        (make.promise(charter).party.organisation_id, None, {"offer": offer.pk}, False)
    ]


def test_news_of_signature_and_force_go_out_once(django_capture_on_commit_callbacks, clock):
    charter = ready("approved")
    clock.travel(dt.date(2015, 6, 12))

    with django_capture_on_commit_callbacks() as after:
        sign_all(charter)
        actions.enter_into_force(charter=Charter.objects.get(), by=SECRETARY)

    assert [callback.keywords["charter"].pk for callback in after] == [charter.pk] * 2
