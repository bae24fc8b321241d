"""What the partnerships refuse, sentence by sentence, and what they accept beside each refusal."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.partnerships import actions
from terreau.partnerships.models import Charter, Commitment, Evidence, Party
from tests.factories import council as make_council
from tests.factories import partnerships as make
from tests.factories.council import SECRETARY
from tests.factories.directory import OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return make.charter_in("draft")


def refusal(verb, **facts) -> tuple:
    """Return the field and the sentence with which a verb refuses."""
    with pytest.raises(RuleBroken) as caught:
        verb(by=SECRETARY, **facts)
    return caught.value.field, str(caught.value)


def test_draft_charter_refuses_a_long_summary():
    assert refusal(actions.draft_charter, title="T", summary="1\n2\n3\n4") == (
        "summary",
        "Le résumé tient en trois lignes.",
    )
    assert Charter.objects.count() == 0
    assert actions.draft_charter(title="T", summary="1\n2\n3", by=SECRETARY).summary == "1\n2\n3"


def test_draft_charter_has_its_own_address_and_reference():
    first, second = (actions.draft_charter(title=" Été ", summary="S", by=SECRETARY) for _time in range(2))

    assert (first.slug, second.slug, first.title) == ("ete", "ete-2", "Été")
    assert first.reference != second.reference
    assert first.reference.startswith("CHA-")


def test_edit_charter_keeps_the_address_and_is_found_by_its_new_words():
    charter = make.drafted("Ancienne", partner=OrganisationFactory(name="Œuvre d’été"))

    actions.edit_charter(
        charter=charter,
        title="Nouvelle",
        summary="S",
        preamble="Préambule",
        town_signatory=" Camille, maire ",
        by=SECRETARY,
    )

    charter.refresh_from_db()
    assert (charter.slug, charter.town_signatory) == ("ancienne", "Camille, maire")


def test_add_party_refuses_an_organisation_twice_and_a_second_town(draft):
    partner = draft.parties.get(role="partner")

    assert refusal(actions.add_party, charter=draft, organisation=partner.organisation) == (
        "organisation",
        "Cette organisation est déjà partie à la charte.",
    )
    assert refusal(actions.add_party, charter=draft, organisation=OrganisationFactory(), role="town") == (
        "role",
        "La charte compte déjà une collectivité.",
    )


def test_add_party_wants_the_parent_of_a_subsidiary_in_the_same_charter(draft):
    elsewhere = make.charter_in("draft").parties.get(role="partner")
    partner = draft.parties.get(role="partner")
    child = make.add_party(draft, role="subsidiary", parent=partner, signing="represented")
    sentence = "Indiquez la maison mère, elle-même partie à cette charte."

    for parent in (None, elsewhere, child):
        facts = {"charter": draft, "organisation": OrganisationFactory(), "parent": parent}
        assert refusal(actions.add_party, role="subsidiary", **facts) == ("parent", sentence)
    assert refusal(actions.add_party, charter=draft, organisation=OrganisationFactory(), parent=partner) == (
        "parent",
        "Seule une filiale a une maison mère dans la charte.",
    )


@pytest.mark.parametrize(
    ("role", "signing", "kept"),
    [
        ("subsidiary", "", "represented"),
        ("subsidiary", "signs", "signs"),
        ("subsidiary", "represented", "represented"),
        ("partner", "", "signs"),
        ("partner", "represented", "signs"),
    ],
)
def test_add_party_binds_a_subsidiary_through_its_parent_by_default(draft, role, signing, kept):
    parent = draft.parties.get(role="partner") if role == "subsidiary" else None

    party = actions.add_party(
        charter=draft,
        organisation=OrganisationFactory(),
        role=role,
        parent=parent,
        signing=signing,
        represented_by=" Alix ",
        by=SECRETARY,
    )

    party.refresh_from_db()
    assert (party.signing, party.represented_by, party.order) == (kept, "Alix", 2)


def test_remove_party_takes_its_subsidiaries_and_promises_along(draft):
    partner = draft.parties.get(role="partner")
    child = make.add_party(draft, role="subsidiary", parent=partner, signing="represented")
    make.add_promise(draft)
    make.add_promise(draft, party=child)

    actions.remove_party(party=partner, by=SECRETARY)

    assert (draft.parties.get().role, draft.commitments.count()) == ("town", 0)


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"form": 6}, "form", "Un engagement prend l’une des cinq formes."),
        ({"form": 0}, "form", "Un engagement prend l’une des cinq formes."),
        ({"target": 0}, "target", "L’objectif est supérieur à zéro."),
        ({"target": -1}, "target", "L’objectif est supérieur à zéro."),
    ],
)
def test_commitment_refuses_what_cannot_be_kept(draft, facts, field, sentence):
    partner = draft.parties.get(role="partner")
    promise = make.add_promise(draft)
    facts = {"party": partner, "form": 1, "text": "T"} | facts

    assert refusal(actions.add_commitment, charter=draft, **facts) == (field, sentence)
    assert refusal(actions.edit_commitment, commitment=promise, **facts) == (field, sentence)
    promise.refresh_from_db()
    assert (promise.form, promise.target) == (2, None)


def test_commitment_is_of_a_party_to_the_charter(draft):
    stranger = make.charter_in("draft").parties.get(role="partner")

    assert refusal(actions.add_commitment, charter=draft, party=stranger, form=1, text="T") == (
        "party",
        "Cette organisation n’est pas partie à la charte.",
    )


def test_commitments_are_numbered_after_the_greatest(draft):
    partner = draft.parties.get(role="partner")
    for _time in range(3):
        actions.add_commitment(charter=draft, party=partner, form=1, text=" T ", by=SECRETARY)
    actions.remove_commitment(commitment=draft.commitments.get(number=2), by=SECRETARY)

    added = actions.add_commitment(charter=draft, party=partner, form=1, text=" T ", by=SECRETARY)

    assert (added.number, added.text) == (4, "T")


def test_edit_commitment_replaces_its_offers_or_leaves_them(draft):
    promise, first, second = make.add_promise(draft), OfferFactory(), OfferFactory()
    actions.link_offers(commitment=promise, offers=[first], by=SECRETARY)

    actions.edit_commitment(commitment=promise, text="T", by=SECRETARY)
    assert list(promise.offers.all()) == [first]
    actions.edit_commitment(commitment=promise, offers=[second], by=SECRETARY)

    assert list(promise.offers.all()) == [second]


def test_agree_wants_the_town_a_partner_and_a_promise_of_each():
    charter = actions.draft_charter(title="T", summary="S", by=SECRETARY)
    alone = "Une charte réunit la ville et un partenaire au moins\u00a0: ajoutez les parties."
    assert refusal(actions.agree, charter=charter) == (None, alone)
    make.add_party(charter, role="town")
    assert refusal(actions.agree, charter=charter) == (None, alone)
    partner = make.add_party(charter, organisation=OrganisationFactory(name="Atelier"))
    assert refusal(actions.agree, charter=charter) == (
        None,
        "Atelier n’a pas encore d’engagement\u00a0: ajoutez ce que ce partenaire promet.",
    )
    child = make.add_party(charter, role="subsidiary", parent=partner, signing="represented")
    make.add_promise(charter, party=child)

    actions.agree(charter=charter, by=SECRETARY)

    assert charter.state == "agreed"


@pytest.mark.parametrize("state", ["draft", "tabled", "rejected", "withdrawn"])
def test_approve_waits_for_the_adoption(state):
    charter = make.charter_in("agreed", deliberation=make_council.deliberation_in(state))

    assert refusal(actions.approve, charter=charter) == (
        None,
        "La délibération n’est pas adoptée\u00a0: la charte ne peut pas être approuvée.",
    )


@pytest.mark.parametrize(
    ("published", "transmitted", "start"),
    [
        (None, None, "Non exécutoire\u00a0: ni publiée, ni transmise"),
        (27, None, "Non exécutoire\u00a0: publiée, pas encore transmise"),
        (None, 27, "Non exécutoire\u00a0: transmise au représentant de l’État, pas encore publiée"),
        (27, 28, "La délibération est exécutoire le 28 mai 2015\u00a0: signez à partir du lendemain."),
        (28, 27, "La délibération est exécutoire le 28 mai 2015\u00a0: signez à partir du lendemain."),
    ],
)
def test_signature_before_the_deliberation_has_force_is_void(published, transmitted, start):
    days = {"published_at": published, "transmitted_at": transmitted}
    facts = {name: make_council.at_noon(dt.date(2015, 5, day)) for name, day in days.items() if day}
    charter = make.charter_in("approved", deliberation=make_council.deliberation_in("adopted", **facts))
    party = charter.parties.first()

    field, sentence = refusal(actions.record_signature, party=party, on=dt.date(2015, 5, 28))

    assert (field, sentence.startswith(start), sentence.endswith("(L.2131-1).")) == ("on", True, True)
    party.refresh_from_db()
    assert party.signed_at is None


def test_signature_wants_a_day_a_name_and_a_party_that_signs(clock):
    charter = make.charter_in("approved")
    town, partner = charter.parties.all()
    child = make.add_party(charter, role="subsidiary", parent=partner, signing="represented")
    Party.objects.filter(pk=partner.pk).update(represented_by="")
    partner.refresh_from_db()
    clock.travel(dt.date(2015, 6, 10))

    assert refusal(actions.record_signature, party=child) == (
        None,
        "Cette filiale est représentée par sa maison mère\u00a0: elle ne signe pas.",
    )
    assert refusal(actions.record_signature, party=town, on=dt.date(2015, 6, 11)) == (
        "on",
        "Une signature se constate le jour même ou après.",
    )
    assert refusal(actions.record_signature, party=partner, represented_by="  ") == (
        "represented_by",
        "Indiquez qui a signé\u00a0: prénom, nom et qualité.",
    )
    actions.record_signature(party=town, by=SECRETARY)
    assert refusal(actions.record_signature, party=town) == (
        None,
        "La signature est déjà constatée, le 10 juin 2015.",
    )


def test_signature_of_a_stale_copy_is_refused(clock):
    charter = make.charter_in("approved")
    clock.travel(dt.date(2015, 6, 10))
    town = charter.parties.first()
    actions.record_signature(party=Party.objects.get(pk=town.pk), by=SECRETARY)

    with pytest.raises(StaleObject, match="Cette signature est déjà constatée"):
        actions.record_signature(party=town, by=SECRETARY)


def test_charter_is_signed_on_the_day_of_the_last_signature(clock):
    charter = make.charter_in("approved")
    town, partner = charter.parties.all()
    clock.travel(dt.date(2015, 6, 30))

    actions.record_signature(party=partner, on=dt.date(2015, 6, 20), represented_by="Noé", by=SECRETARY)
    charter.refresh_from_db()
    assert (charter.state, charter.signed_at) == ("approved", None)
    actions.record_signature(party=town, on=dt.date(2015, 6, 12), by=SECRETARY)

    charter.refresh_from_db()
    partner.refresh_from_db()
    assert (charter.state, charter.signed_at) == ("signed", dt.date(2015, 6, 20))
    assert (partner.represented_by, partner.recorded_by) == ("Noé", "tests")


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        (
            {"on": dt.date(2015, 6, 9)},
            "on",
            "La charte est signée le 10 juin 2015\u00a0: elle entre en vigueur ce jour-là ou après.",
        ),
        ({"on": dt.date(2015, 6, 21)}, "on", "Enregistrez l’entrée en vigueur le jour venu."),
        ({"until": dt.date(2015, 6, 20)}, "until", "Le terme vient après l’entrée en vigueur."),
    ],
)
def test_enter_into_force_refuses_days_out_of_order(clock, facts, field, sentence):
    charter = make.charter_in("signed")
    clock.travel(dt.date(2015, 6, 20))

    assert refusal(actions.enter_into_force, charter=charter, **facts) == (field, sentence)
    actions.enter_into_force(
        charter=charter, on=dt.date(2015, 6, 10), until=dt.date(2015, 6, 11), by=SECRETARY
    )
    charter.refresh_from_db()
    assert (charter.in_force_from, charter.in_force_until) == (dt.date(2015, 6, 10), dt.date(2015, 6, 11))


def test_end_waits_for_the_term(clock):
    endless = make.charter_in("in_force")
    assert refusal(actions.end, charter=endless) == (
        None,
        "Cette charte n’a pas de terme\u00a0: seule une résiliation y met fin.",
    )
    charter = make.charter_in("in_force", in_force_until=dt.date(2016, 6, 9))
    clock.travel(dt.date(2016, 6, 8))
    assert refusal(actions.end, charter=charter) == (None, "La charte court jusqu’au 9 juin 2016.")
    clock.travel(dt.date(2016, 6, 9))

    actions.end(charter=charter, by=SECRETARY)

    assert (charter.state, charter.ended_on) == ("ended", dt.date(2016, 6, 9))


@pytest.mark.parametrize("day", [dt.date(2015, 6, 9), dt.date(2015, 10, 2)])
def test_terminate_refuses_a_day_outside_the_life_of_the_charter(clock, day):
    charter = make.charter_in("in_force")
    clock.travel(dt.date(2015, 10, 1))

    assert refusal(actions.terminate, charter=charter, reason="Fin.", on=day) == (
        "on",
        "La fin se situe entre l’entrée en vigueur et aujourd’hui.",
    )
    assert refusal(actions.terminate, charter=charter, reason="  ") == (
        "reason",
        "Une résiliation dit sa raison.",
    )
    actions.terminate(charter=charter, reason=" Fin. ", by=SECRETARY)
    assert (charter.ended_on, charter.ended_reason) == (dt.date(2015, 10, 1), "Fin.")


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        (
            {"on": dt.date(2015, 6, 9)},
            "on",
            "La charte est en vigueur depuis le 10 juin 2015\u00a0: indiquez une date à partir de ce jour.",
        ),
        ({"on": dt.date(2015, 12, 1)}, "on", "La charte court jusqu’au 30 novembre 2015."),
        ({"on": dt.date(2015, 10, 2)}, "on", "Déclarez ce qui est fait, non ce qui est prévu."),
        ({"quantity": 0}, "quantity", "La quantité est supérieure à zéro."),
        ({"quantity": -1}, "quantity", "La quantité est supérieure à zéro."),
        ({"text": "  "}, "text", "Dites en une phrase ce qui a été fait."),
    ],
)
def test_evidence_refuses_what_cannot_count(clock, facts, field, sentence):
    promise = make.add_promise(make.charter_in("in_force", in_force_until=dt.date(2015, 11, 30)))
    clock.travel(dt.date(2015, 10, 1))

    facts = {"commitment": promise, "quantity": 1, "text": "Fait."} | facts

    assert refusal(actions.record_evidence, **facts) == (field, sentence)
    assert Evidence.objects.count() == 0


@pytest.mark.parametrize("state", ["draft", "agreed", "approved", "signed", "ended", "terminated"])
def test_evidence_is_for_a_charter_in_force(state):
    promise = make.add_promise(make.charter_in(state))

    assert refusal(actions.record_evidence, commitment=promise, quantity=1, text="Fait.") == (
        None,
        "La charte n’est pas en vigueur\u00a0: rien ne peut encore compter.",
    )


def test_evidence_is_set_aside_with_a_reason(clock):
    promise = make.add_promise(make.charter_in("in_force"))
    evidence = actions.record_evidence(commitment=promise, quantity=1, text=" Fait. ", by=SECRETARY)

    assert refusal(actions.decline_evidence, evidence=evidence, reason=" ") == (
        "reason",
        "Dites au partenaire pourquoi cette réalisation ne compte pas.",
    )
    evidence.refresh_from_db()
    assert (evidence.state, str(evidence), evidence.proposed_by) == ("proposed", "Fait.", None)


@pytest.mark.parametrize(
    ("model", "facts"),
    [
        (Charter, {"agreed_at": None}),
        (Charter, {"approved_at": None}),
        (Charter, {"deliberation": None}),
        (Charter, {"signed_at": None}),
        (Charter, {"in_force_from": None}),
        (Charter, {"in_force_from": dt.date(2015, 6, 9)}),
        (Charter, {"in_force_until": dt.date(2015, 6, 10)}),
        (Charter, {"ended_on": dt.date(2016, 1, 1)}),
        (Charter, {"state": "terminated", "ended_on": dt.date(2016, 1, 1)}),
        (Charter, {"state": "ended"}),
        (Party, {"recorded_by": ""}),
        (Party, {"represented_by": ""}),
        (Party, {"signed_at": None}),
        (Party, {"signing": "represented"}),
        (Party, {"role": "subsidiary"}),
        (Commitment, {"target": 0}),
        (Commitment, {"form": 6}),
        (Commitment, {"delay_days": 0}),
        (Evidence, {"quantity": 0}),
        (Evidence, {"state": "accepted"}),
        (Evidence, {"state": "declined", "reviewed_at": dt.datetime(2016, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_database_refuses_a_state_without_its_facts(model, facts):
    promise = make.add_promise(make.charter_in("in_force"))
    Evidence.objects.create(commitment=promise, text="T", quantity=1, on=dt.date(2015, 9, 1))
    one = model.objects.first()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=one.pk).update(**facts)
