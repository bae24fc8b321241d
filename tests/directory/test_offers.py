"""An offer is dated: prepared, published, checked, suspended, ended, replaced."""

import datetime as dt

import pytest

from terreau.directory import actions, queries
from terreau.directory.enums import OfferState
from terreau.directory.models import OFFER_WORKFLOW, Offer, Subject
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken, StaleObject, TransitionRefused
from tests.factories.directory import OfferFactory, TeamFactory

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 10)
DAY = dt.timedelta(days=1)
MOVES = {
    "publish": actions.publish_offer,
    "suspend": actions.suspend_offer,
    "end": actions.end_offer,
}


@pytest.fixture(autouse=True)
def _today(clock):
    clock.travel(TODAY)


def in_state(offer: Offer, state: str) -> Offer:
    until = {"valid_until": TODAY} if state == OfferState.ENDED else {}
    Offer.objects.filter(pk=offer.pk).update(state=state, **until)
    offer.refresh_from_db()
    return offer


def lines() -> list[tuple]:
    return list(Entry.objects.order_by("pk").values_list("verb", "organisation", "public"))


@pytest.mark.parametrize("state", OfferState.values)
@pytest.mark.parametrize("verb", sorted(MOVES))
def test_each_verb_follows_the_table_from_each_state(complete_offer, officer, verb, state):
    offer = in_state(complete_offer(), state)
    move = OFFER_WORKFLOW.transitions[verb]

    if state in move.sources:
        MOVES[verb](offer=offer, by=officer)
        wanted = move.target
    else:
        with pytest.raises(TransitionRefused, match=str(OfferState(state).label)):
            MOVES[verb](offer=offer, by=officer)
        wanted = state

    offer.refresh_from_db()
    assert offer.state == wanted
    assert Entry.objects.count() == (state in move.sources)


@pytest.mark.parametrize("verb", sorted(MOVES))
def test_two_people_at_once_move_an_offer_once(complete_offer, officer, verb):
    state = OFFER_WORKFLOW.transitions[verb].sources[0]
    offer = in_state(complete_offer(), state)
    copy = Offer.objects.get(pk=offer.pk)
    MOVES[verb](offer=offer, by=officer)

    with pytest.raises(StaleObject, match="rechargez la page"):
        MOVES[verb](offer=copy, by=officer)

    assert Entry.objects.count() == 1


def test_each_verb_writes_its_line(complete_offer, officer):
    offer = complete_offer()
    key = offer.team.organisation_id

    actions.publish_offer(offer=offer, by=officer)
    actions.update_offer(offer=offer, title="Relire vos statuts", delay_days=5, by=officer)
    actions.verify_offer(offer=offer, by=officer)
    actions.suspend_offer(offer=offer, by=officer)
    actions.end_offer(offer=offer, by=officer)

    assert lines() == [
        ("offer.published", key, True),
        ("offer.updated", key, False),
        ("offer.verified", key, False),
        ("offer.suspended", key, True),
        ("offer.ended", key, True),
    ]
    updated, ended = Entry.objects.get(verb="offer.updated"), Entry.objects.get(verb="offer.ended")
    assert updated.data == {"fields": ["delay_days", "title"]}
    assert ended.data == {"on": "2026-03-10", "successor": None}
    assert Entry.objects.get(verb="offer.published").territory == offer.perimeter_id


def test_create_offer_is_a_draft_with_an_address_of_its_own(officer):
    team = TeamFactory()
    subject = Subject.objects.get(code="local")

    first = actions.create_offer(team=team, kind="advice", title=" Conseil ", subjects=[subject], by=officer)
    second = actions.create_offer(team=team, kind="advice", title="Conseil", by=officer)

    assert (first.title, first.slug, second.slug) == ("Conseil", "conseil", "conseil-2")
    assert (first.state, list(first.subjects.all())) == (OfferState.DRAFT, [subject])
    assert lines() == [("offer.created", team.organisation_id, False)] * 2


@pytest.mark.parametrize(
    ("facts", "field", "sentence"),
    [
        ({"title": " "}, "title", "Donnez un titre à l’offre."),
        ({"stages": ["idee", "lune"]}, "stages", "Ce moment du projet n’existe pas."),
        (
            {"valid_from": TODAY, "valid_until": TODAY - DAY},
            "valid_until",
            "La fin d’une offre ne précède pas son début.",
        ),
    ],
)
def test_impossible_offer_is_refused_with_a_sentence(officer, facts, field, sentence):
    with pytest.raises(RuleBroken) as refusal:
        actions.create_offer(
            **{"team": TeamFactory(), "kind": "advice", "title": "Conseil"} | facts, by=officer
        )

    assert (str(refusal.value), refusal.value.field) == (sentence, field)
    assert not Offer.objects.exists()


def test_offer_has_no_other_fields(officer):
    with pytest.raises(TypeError, match="state"):
        actions.update_offer(offer=OfferFactory(), state="published", by=officer)


def test_update_without_change_writes_nothing(complete_offer, officer):
    offer = complete_offer()

    actions.update_offer(offer=offer, title=offer.title, subjects=offer.subjects.all(), by=officer)

    assert lines() == []


def test_update_of_the_subjects_is_told(complete_offer, officer):
    offer = complete_offer()

    actions.update_offer(offer=offer, subjects=Subject.objects.filter(code="financement"), by=officer)

    assert [subject.code for subject in offer.subjects.all()] == ["financement"]
    assert Entry.objects.get().data == {"fields": ["subjects"]}


def test_update_of_an_ended_offer_is_refused(complete_offer, officer):
    offer = in_state(complete_offer(), OfferState.ENDED)

    with pytest.raises(TransitionRefused, match="préparez-en une nouvelle"):
        actions.update_offer(offer=offer, title="Autre", by=officer)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"summary": ""}, "Dites en quelques mots ce que l’offre apporte."),
        ({"perimeter": None}, "Choisissez le territoire couvert."),
    ],
)
def test_publish_names_the_one_thing_that_is_missing(complete_offer, officer, facts, sentence):
    offer = complete_offer(**facts)

    with pytest.raises(RuleBroken) as refusal:
        actions.publish_offer(offer=offer, by=officer)

    assert str(refusal.value) == sentence
    assert queries.missing_to_publish(offer) == [sentence]


@pytest.mark.parametrize("member", [True, False])
def test_publish_asks_for_somebody_who_answers(complete_offer, officer, member):
    offer = complete_offer(team=TeamFactory(email=""), contact_phone="0146610000")
    if member:
        actions.add_member(team=offer.team, user=officer, by=officer)
        actions.publish_offer(offer=offer, by=officer)
        assert offer.state == OfferState.PUBLISHED
        return

    with pytest.raises(RuleBroken) as refusal:
        actions.publish_offer(offer=offer, by=officer)

    assert str(refusal.value) == "Ajoutez une personne à l’équipe, ou donnez-lui une boîte commune."


@pytest.mark.parametrize("ways", ["contact_email", "contact_phone", "contact_url"])
def test_contact_route_is_the_first_way_known(ways):
    offer = OfferFactory(team=TeamFactory(email="equipe@exemple.test"))
    assert offer.contact_route == "equipe@exemple.test"

    setattr(offer, ways, "ici")

    assert offer.contact_route == "ici"


def test_publish_refuses_an_end_that_is_past(complete_offer, officer):
    offer = complete_offer(valid_until=TODAY - DAY)

    with pytest.raises(RuleBroken) as refusal:
        actions.publish_offer(offer=offer, by=officer)

    assert refusal.value.field == "valid_until"
    assert str(refusal.value) == "La date de fin est passée\u00a0: changez-la avant de publier."


def test_publish_on_the_last_day_is_allowed_and_verifies(complete_offer, officer):
    offer = complete_offer(valid_until=TODAY)

    actions.publish_offer(offer=offer, by=officer)

    assert (offer.state, offer.verified_on) == (OfferState.PUBLISHED, TODAY)


@pytest.mark.parametrize("state", [OfferState.DRAFT, OfferState.PUBLISHED, OfferState.SUSPENDED])
def test_verify_notes_the_day_and_changes_nothing_else(complete_offer, officer, state):
    offer = in_state(complete_offer(), state)

    actions.verify_offer(offer=offer, by=officer)

    offer.refresh_from_db()
    assert (offer.state, offer.verified_on) == (state, TODAY)


def test_verify_of_an_ended_offer_is_refused(complete_offer, officer):
    offer = in_state(complete_offer(), OfferState.ENDED)

    with pytest.raises(TransitionRefused, match="il n’y a plus rien à confirmer"):
        actions.verify_offer(offer=offer, by=officer)


def test_end_before_the_beginning_is_refused(complete_offer, officer):
    offer = complete_offer(valid_from=TODAY - DAY)

    with pytest.raises(RuleBroken, match="ne précède pas son début"):
        actions.end_offer(offer=offer, on=TODAY - 2 * DAY, by=officer)


def test_offer_does_not_replace_itself(complete_offer, officer):
    offer = complete_offer()

    with pytest.raises(RuleBroken, match="se remplacer elle-même"):
        actions.end_offer(offer=offer, successor=offer, by=officer)


def test_end_names_the_day_and_the_successor(complete_offer, officer):
    offer, successor = complete_offer(), complete_offer()

    actions.end_offer(offer=offer, on=TODAY - DAY, successor=successor, by=officer)

    offer.refresh_from_db()
    assert (offer.valid_until, offer.successor) == (TODAY - DAY, successor)
    assert list(successor.predecessors.all()) == [offer]
    assert Entry.objects.get().data == {"on": "2026-03-09", "successor": successor.pk}


@pytest.mark.parametrize("state", OfferState.values)
@pytest.mark.parametrize(
    ("valid_from", "valid_until", "in_time"),
    [
        (None, None, True),
        (TODAY, None, True),
        (None, TODAY, True),
        (TODAY, TODAY, True),
        (TODAY + DAY, None, False),
        (None, TODAY - DAY, False),
    ],
)
def test_open_on_a_day_is_the_same_in_sql_and_in_python(
    complete_offer, state, valid_from, valid_until, in_time
):
    if state == OfferState.ENDED and valid_until is None:
        return  # the database refuses it
    offer = complete_offer(valid_from=valid_from, valid_until=valid_until, state=state)

    is_open = in_time and state == OfferState.PUBLISHED

    assert offer.is_open_on(TODAY) == is_open
    assert list(queries.offers_open_on(TODAY)) == ([offer] if is_open else [])


def test_stage_names_come_in_the_order_of_a_life():
    assert OfferFactory(stages=["creation", "idee"]).stage_names == ["Idée", "Création"]


def test_subject_speaks_the_language_of_the_page():
    from django.utils import translation

    subject = Subject(label="Local", label_en="Premises")
    with translation.override("en"):
        assert str(subject) == "Premises"
    assert str(subject) == "Local"


def test_offers_of_an_organisation_come_by_title_in_three_queries(complete_offer, django_assert_num_queries):
    offers = [complete_offer(title=title) for title in ("B", "A")]
    for offer in offers:
        offer.team.organisation = offers[0].team.organisation
        offer.team.save()

    with django_assert_num_queries(2):
        found = [
            (one.title, one.team.name, list(one.subjects.all()))
            for one in queries.offers_of(offers[0].team.organisation)
        ]

    assert [title for title, _team, _subjects in found] == ["A", "B"]


def test_an_offer_to_come_is_withdrawn_before_its_first_day(complete_offer, officer, client):
    today = TODAY
    offer = complete_offer(
        state=OfferState.PUBLISHED, valid_from=today + dt.timedelta(days=30), verified_on=today
    )

    actions.end_offer(offer=offer, by=officer, reason="Le financement n’a pas été obtenu.")

    offer.refresh_from_db()
    assert (offer.state, offer.valid_until) == (OfferState.ENDED, today)
    assert offer.title not in client.get(offer.team.organisation.get_absolute_url()).content.decode()


def test_sheet_tells_what_ended_and_what_takes_over(complete_offer, officer, client):
    ended = complete_offer(state=OfferState.PUBLISHED, verified_on=TODAY, title="Prêt aux PME")
    heir = complete_offer(state=OfferState.PUBLISHED, title="Prêt solidaire")

    actions.end_offer(offer=ended, by=officer, on=dt.date(2019, 3, 1), successor=heir)
    html = client.get(ended.team.organisation.get_absolute_url()).content.decode()

    assert "terminé le 1er\u00a0mars 2019" in html or "terminé le 1er mars 2019" in html
    assert f"/annuaire/{heir.team.organisation.slug}/soutiens/{heir.slug}/" in html
