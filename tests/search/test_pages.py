"""What the pages say of a question: what was understood, and the ways out when nothing answers."""

import pytest

from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _sheets():
    OrganisationFactory(name="Épicerie solidaire", family="association")


def text_of(response) -> str:
    return response.content.decode().replace("\u00a0", " ")


def labels(client, query: str) -> list[tuple[str, int]]:
    wider = client.get(f"/annuaire/?{query}").context["wider"]
    return [(way["label"].replace("\u00a0", " "), way["count"]) for way in wider]


def test_a_corrected_question_says_so_and_may_be_asked_exactly(client):
    whole, listed = (
        text_of(client.get("/recherche/?q=epicreie")),
        text_of(client.get("/annuaire/?q=epicreie")),
    )

    assert "1 résultat pour « épicerie »" in whole
    assert "Rien ne répond à « epicreie »" in whole
    assert "/recherche/?q=epicreie&amp;exact=1" in whole
    assert "Résultats pour <strong>épicerie</strong>" in listed
    assert "Chercher exactement « epicreie »" in listed


def test_an_exact_question_without_answer_leads_back(client):
    whole = text_of(client.get("/recherche/?q=epicreie&exact=1"))

    assert "Chercher aussi les mots qui s’en approchent" in whole
    assert labels(client, "q=epicreie&exact=1") == [
        ("avec des mots qui s’en approchent", 1),
        ("sans les mots « epicreie »", 1),
    ]


def test_the_beginning_of_a_word_leads_to_the_word(client):
    whole = text_of(client.get("/recherche/?q=soli"))

    assert '<a href="/recherche/?q=solidaire">solidaire</a>' in whole
    assert labels(client, "q=soli") == [("avec « solidaire »", 1), ("sans les mots « soli »", 1)]


def test_filters_that_empty_the_list_are_offered_to_be_dropped(client):
    assert labels(client, "q=solidaire&famille=mutual") == [
        ("dans toutes les familles", 1),
    ]


def test_the_kinds_keep_the_exact_question(client):
    assert "genre=organisation&amp;exact=1" in text_of(client.get("/recherche/?q=solidaire&exact=1"))
