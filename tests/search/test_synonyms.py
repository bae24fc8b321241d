"""The words that mean the same here: kept by the officer, in force at the next question."""

import pytest

from terreau.accounts.enums import Role
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.search import actions
from terreau.search.models import SynonymSet
from terreau.search.queries import Query, search
from terreau.search.registry import Document
from tests.search.corpus import KIND, Corpus

pytestmark = pytest.mark.django_db
PAGE = "/pilotage/recherche/"


@pytest.fixture(autouse=True)
def _no_groups(officer):
    """The groups that come with Terreau stand aside."""
    for group in SynonymSet.objects.all():
        actions.remove_synonyms(synonyms=group, by=officer)


@pytest.fixture
def corpus():
    documents = [
        Document(key=1, name="La Ressourcerie"),
        Document(key=2, name="Recyclerie du parc"),
        Document(key=3, name="Jardin", text="Économie sociale et solidaire"),
        Document(key=4, name="Jardin", text="Économie de marché"),
    ]
    with Corpus(documents) as source:
        actions.rebuild(kind=KIND)
        yield source


def found(text: str) -> list[int]:
    return search(KIND, Query(text=text, exact=True)).keys


def test_who_types_one_finds_the_others(corpus, officer):
    group = actions.add_synonyms(words="ressourcerie,  recyclerie , récup", by=officer)
    before = Entry.objects.count() - 1
    together = [found(word) for word in ("ressourcerie", "RECYCLERIES", "recup")]
    actions.remove_synonyms(synonyms=group, by=officer)

    assert together == [[1, 2]] * 3
    assert [found(word) for word in ("ressourcerie", "recyclerie", "recup")] == [[1], [2], []]
    assert list(Entry.objects.order_by("pk").values_list("verb", flat=True))[before:] == [
        "search.synonyms_added",
        "search.synonyms_removed",
    ]


def test_an_expression_stands_for_its_acronym_as_a_whole(corpus, officer):
    actions.add_synonyms(words="ESS, économie sociale et solidaire", by=officer)

    assert found("ess") == found("e.s.s.") == found("économie sociale et solidaire") == [3]
    assert found("ess jardin") == [3]
    assert sorted(found("économie")) == [3, 4]


@pytest.mark.parametrize(
    "words",
    ["", "vélo", "vélo, vélos", "vélo, le", ",".join(f"mot{n}" for n in range(13)), "a" * 299 + ",bb"],
)
def test_a_group_that_says_nothing_is_refused(officer, words):
    with pytest.raises(RuleBroken) as refusal:
        actions.add_synonyms(words=words, by=officer)

    assert refusal.value.field == "words"
    assert not SynonymSet.objects.exists()


def test_the_same_group_twice_and_a_group_already_gone_are_refused(officer):
    group = actions.add_synonyms(words="vélo, bicyclette", by=officer)
    with pytest.raises(RuleBroken):
        actions.add_synonyms(words="vélo,bicyclette", by=officer)
    actions.remove_synonyms(synonyms=group, by=officer)

    group.pk = group.pk or 1
    with pytest.raises(StaleObject):
        actions.remove_synonyms(synonyms=group, by=officer)


def test_the_page_adds_keeps_what_was_typed_and_removes(corpus, client_for, person):
    browser = client_for(person(Role.OFFICER))

    refused = browser.post(PAGE, {"words": "vélo"})
    added = browser.post(PAGE, {"words": "ressourcerie, recyclerie"}, follow=True)
    group = SynonymSet.objects.get()
    removed = browser.post(f"{PAGE}{group.pk}/retirer/", follow=True)

    assert (refused.status_code, 'value="vélo"' in refused.content.decode()) == (200, True)
    assert "ressourcerie, recyclerie" in added.content.decode()
    assert "Aucun groupe" in removed.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_much_for_one_group_as_for_three(
    client_for, person, count, django_assert_max_num_queries
):
    browser = client_for(person(Role.OFFICER))
    SynonymSet.objects.bulk_create(SynonymSet(words=f"mot{n}, autre{n}") for n in range(count))
    browser.get(PAGE)

    with django_assert_max_num_queries(12) as asked:
        browser.get(PAGE)

    assert len(asked) == 4
