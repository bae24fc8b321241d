"""Conditions are versions: a draft is edited, a published one never changes, and says who wrote it when."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from terreau.directory import actions, criteria
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, RuleVersion, Subject
from terreau.directory.queries import versions_of
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken, TransitionRefused
from tests.factories.directory import OfferFactory

pytestmark = pytest.mark.django_db

THREE = {"fact": "employees", "is": "at_least", "value": 3}
FIVE = {"fact": "employees", "is": "at_least", "value": 5}
AT_MOST_TWO = {"fact": "employees", "is": "at_most", "value": 2}


def page_of(offer: Offer) -> str:
    return f"/mon-espace/organisations/{offer.team.organisation.slug}/offres/{offer.slug}/conditions/"


def typed(*rows: dict[str, str]) -> dict[str, str]:
    sent = {"conditions-TOTAL_FORMS": str(len(rows)), "conditions-INITIAL_FORMS": "0"}
    for number, row in enumerate(rows):
        sent |= {f"conditions-{number}-{name}": value for name, value in row.items()}
    return sent


def in_force(offer: Offer) -> list[tuple]:
    offer.refresh_from_db()
    return [(row["fact"], row["is"], row["value"]) for row in offer.criteria]


def test_draft_changes_nothing_before_it_is_published(officer):
    offer = OfferFactory()

    actions.draft_rules(offer=offer, rows=[THREE], by=officer)
    actions.draft_rules(offer=offer, rows=[FIVE], by=officer)
    assert in_force(offer) == []
    assert RuleVersion.objects.drafts().count() == 1

    version = actions.publish_rules(offer=offer, by=officer)

    assert (version.number, version.author) == (1, officer)
    assert in_force(offer) == [("employees", "at_least", 5)]
    verbs = list(Entry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["offer.rules_drafted", "offer.rules_drafted", "offer.rules_published"]


def test_versions_follow_one_another_with_author_and_date(officer, person, clock):
    offer, other = OfferFactory(), person(first_name="Lou", last_name="Relecteur")
    for day, rows, by in ((10, [THREE], officer), (20, [], other)):
        clock.travel(dt.date(2026, 3, day))
        actions.draft_rules(offer=offer, rows=rows, by=by)
        actions.publish_rules(offer=offer, by=by)

    last, first = versions_of(offer)

    assert (last.number, last.author, last.published_on) == (2, "Lou Relecteur", dt.date(2026, 3, 20))
    assert (last.sentences, first.sentences) == ([], ["Salariés : au moins 3".replace(" :", "\u00a0:")])
    assert in_force(offer) == []


def test_database_refuses_to_change_a_published_version(officer):
    offer = OfferFactory()
    actions.draft_rules(offer=offer, rows=[THREE], by=officer)
    version = actions.publish_rules(offer=offer, by=officer)

    for facts in ({"criteria": []}, {"number": 9}, {"published_at": None, "number": None}):
        with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
            RuleVersion.objects.filter(pk=version.pk).update(**facts)
    RuleVersion.objects.filter(pk=version.pk).update(author=None)

    version.refresh_from_db()
    assert (version.number, version.criteria[0]["value"]) == (1, 3)


def test_second_click_on_publish_finds_no_draft(officer):
    offer = OfferFactory()
    actions.draft_rules(offer=offer, rows=[THREE], by=officer)
    actions.publish_rules(offer=offer, by=officer)

    with pytest.raises(RuleBroken, match="pas de brouillon"):
        actions.publish_rules(offer=offer, by=officer)
    assert RuleVersion.objects.count() == 1


def test_dropped_draft_leaves_what_is_in_force(officer):
    offer = OfferFactory()
    actions.draft_rules(offer=offer, rows=[THREE], by=officer)
    actions.publish_rules(offer=offer, by=officer)
    actions.draft_rules(offer=offer, rows=[], by=officer)

    actions.drop_rules_draft(offer=offer, by=officer)
    actions.drop_rules_draft(offer=offer, by=officer)

    assert in_force(offer) == [("employees", "at_least", 3)]
    assert Entry.objects.filter(verb="offer.rules_dropped").count() == 1


def test_ended_offer_keeps_its_conditions(officer):
    offer = OfferFactory(state=OfferState.ENDED, valid_until=dt.date(2026, 3, 1))

    for act in (
        lambda: actions.draft_rules(offer=offer, rows=[THREE], by=officer),
        lambda: actions.publish_rules(offer=offer, by=officer),
        lambda: actions.drop_rules_draft(offer=offer, by=officer),
    ):
        with pytest.raises(TransitionRefused, match="terminée"):
            act()


def test_offer_created_with_conditions_has_its_first_version(officer):
    team = OfferFactory().team

    offer = actions.create_offer(team=team, kind="advice", title="X", criteria=[THREE], by=officer)

    assert [version.number for version in versions_of(offer)] == [1]
    assert in_force(offer) == [("employees", "at_least", 3)]


LEGAL = [code for code, _label in criteria.fact_of("legal_form").choices]


@pytest.mark.parametrize(
    ("rows", "stages", "subjects", "sentence"),
    [
        ([FIVE, AT_MOST_TWO], [], [], "se contredisent"),
        ([{"fact": "employees", "is": "at_most", "value": -1}], [], [], "Aucun projet ne peut remplir"),
        ([{"fact": "legal_form", "is": "not_in", "value": LEGAL}], [], [], "Aucun projet ne peut remplir"),
        ([{"fact": "stage", "is": "in", "value": ["arret"]}], ["idee"], [], "moments du projet"),
        ([{"fact": "stage", "is": "not_in", "value": ["idee", "etude"]}], ["idee"], [], "moments du projet"),
        ([{"fact": "subjects", "is": "not_in", "value": ["local"]}], [], ["local"], "sujets de l’offre"),
        ([{"fact": "stage", "is": "in", "value": ["idee", "arret"]}], ["idee"], [], ""),
        ([{"fact": "stage", "is": "in", "value": ["arret"]}], [], [], ""),
        ([{"fact": "subjects", "is": "not_in", "value": ["local"]}], [], ["local", "emploi"], ""),
        ([{"fact": "legal_form", "is": "not_in", "value": LEGAL[:-1]}], [], [], ""),
    ],
)
def test_dead_conditions_are_explained(rows, stages, subjects, sentence):
    found = criteria.contradictions(rows, stages=stages, subjects=subjects)

    assert len(found) == bool(sentence)
    assert sentence in " ".join(found)


def test_contradiction_names_both_conditions():
    (sentence,) = criteria.contradictions([FIVE, AT_MOST_TWO])

    assert sentence == (
        "Les conditions sur « Salariés » se contredisent : aucun projet ne peut les remplir "
        "(Salariés : au moins 5 / Salariés : au plus 2)."
    )


def test_offer_cannot_come_to_serve_what_its_conditions_exclude(officer):
    offer = OfferFactory(stages=["idee", "creation"])
    actions.draft_rules(offer=offer, rows=[{"fact": "stage", "is": "not_in", "value": ["idee"]}], by=officer)
    actions.publish_rules(offer=offer, by=officer)

    with pytest.raises(RuleBroken, match="moments du projet"):
        actions.update_offer(offer=offer, stages=["idee"], by=officer)
    assert actions.update_offer(offer=offer, stages=["creation"], by=officer).stages == ["creation"]


def test_draft_made_impossible_meanwhile_is_not_published(officer):
    offer = OfferFactory()
    offer.subjects.set(Subject.objects.filter(code__in=["local", "financement"]))
    rows = [{"fact": "subjects", "is": "not_in", "value": ["local"]}]
    actions.draft_rules(offer=offer, rows=rows, by=officer)
    offer.subjects.set(Subject.objects.filter(code="local"))

    with pytest.raises(RuleBroken, match="sujets de l’offre"):
        actions.publish_rules(offer=offer, by=officer)
    assert in_force(offer) == []


def test_member_writes_tries_and_publishes_on_the_page(client_for, person, officer):
    offer, user = OfferFactory(), person()
    actions.add_member(team=offer.team, user=user, by=officer)
    client = client_for(user)

    page = client.post(
        page_of(offer), typed({"fact": "employees", "test": "at_least", "value": "3"}), follow=True
    )
    assert "Ce que le brouillon changerait" in page.content.decode()
    assert in_force(offer) == []
    page = client.post(page_of(offer), {"publish": "1"}, follow=True).content.decode()

    assert "Version 1 publiée" in page
    assert user.full_name in page
    assert in_force(offer) == [("employees", "at_least", 3)]


def test_refused_draft_keeps_what_was_typed_and_says_why(client_for, officer):
    offer = OfferFactory()
    rows = [
        {"fact": "employees", "test": "at_least", "value": "10"},
        {"fact": "employees", "test": "at_most", "value": "5"},
    ]

    page = client_for(officer).post(page_of(offer), typed(*rows)).content.decode()

    assert "se contredisent" in page
    assert 'value="10"' in page
    assert not RuleVersion.objects.exists()


def test_draft_is_dropped_from_the_page(client_for, officer):
    offer = OfferFactory()
    actions.draft_rules(offer=offer, rows=[THREE], by=officer)

    client_for(officer).post(page_of(offer), {"drop": "1"})

    assert not RuleVersion.objects.exists()
