"""The words of a need and those of the offers: analysed, with the town's synonyms, in five steps."""

import pytest

from terreau.accompaniment.matching.words import relevances
from terreau.accompaniment.queries import match
from terreau.search import actions as search
from terreau.search.queries import meanings
from tests.factories.accompaniment import published_offer

GARDEN = ("Des jardins partagés", "Une parcelle et des outils.")
DESK = ("Un bureau", "Au calme, dans un jardin.")
LOAN = ("Un prêt", "Sans intérêt.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("need", "found"),
    [
        ("un jardin partagé", [4, 1, 0]),
        ("JARDINS", [4, 2, 0]),  # the title counts double
        ("emprunter", [0, 0, 0]),
        ("", [0, 0, 0]),
        ("le la les", [0, 0, 0]),
    ],
)
def test_steps_go_from_the_best_offer_down(need, found):
    assert relevances(meanings(need), [GARDEN, DESK, LOAN]) == found


@pytest.mark.django_db
def test_a_synonym_of_the_town_counts_as_the_word(person):
    search.add_synonyms(words="emprunter de l’argent, prêt", by=person())

    assert relevances(meanings("Il faudrait emprunter de l’argent"), [GARDEN, DESK, LOAN]) == [0, 0, 4]


def test_no_offer_has_no_step():
    assert relevances(((("jardin",),),), []) == []


def test_the_offer_that_speaks_of_the_need_comes_before_its_equals(scene):
    words = {"perimeter": scene.project.commune, "stages": scene.offer.stages}
    others = [published_offer("local", title=f"Salle {n}", **words) for n in range(6)]
    right = published_offer("local", title="Atelier de réparation de vélos", **words)
    scene.need.text = "Un atelier pour réparer des vélos"
    scene.need.save()

    found = match(scene.need)

    assert found.cards[0].offer.key == right.pk
    assert found.cards[0].offer.relevance == 4
    assert {card.offer.key for card in found.cards} == {scene.offer.pk, right.pk, *(one.pk for one in others)}


def test_a_page_shows_a_bounded_list_and_counts_the_others(scene, client_for, monkeypatch):
    monkeypatch.setattr("terreau.accompaniment.queries.matching.SHOWN", 2)
    for n in range(3):
        published_offer("local", title=f"Salle {n}", perimeter=scene.project.commune)

    found = match(scene.need)
    page = client_for(scene.officer).get(f"/suivi/{scene.project.reference}/besoins/{scene.need.pk}/")

    assert (len(found.shown["fitting"]), found.hidden, len(found.offers)) == (2, 2, 2)
    assert "2 autres offres, plus loin dans l’ordre" in page.content.decode()
    assert "Pourquoi à cette place" in page.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_a_match_asks_as_many_questions_for_one_offer_as_for_three(scene, django_assert_num_queries, number):
    for n in range(number - 1):
        published_offer("local", title=f"Salle {n}", perimeter=scene.project.commune)
    meanings("jardin")  # the synonyms are read once a change

    with django_assert_num_queries(13):
        found = match(scene.need)

    assert len(found.cards) == number
