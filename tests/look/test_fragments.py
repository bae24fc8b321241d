"""Kept pieces of pages: shared under the same facts, never shown for other ones."""

import pytest
from django.template import Context, Template
from django.utils import translation

from terreau.accounts.enums import Role
from terreau.look import fragments
from terreau.territories.actions import set_operator
from tests.factories.territories import OperatorFactory


@pytest.fixture(autouse=True)
def _no_piece_yet(monkeypatch):
    monkeypatch.setattr(fragments, "_pieces", {})


def piece(facts, word: str) -> str:
    template = Template('{% load look %}{% keep "test" facts %}{{ word }}{% endkeep %}')
    return template.render(Context({"facts": facts, "word": word}))


def masthead_of(response) -> str:
    return response.content.decode().split("<header")[1].split("</header>")[0]


def test_keep_renders_once_for_the_same_facts():
    assert [piece(("a", 1), "premier"), piece(("a", 1), "second")] == ["premier", "premier"]


def test_keep_renders_again_for_other_facts_and_other_languages():
    with translation.override("en"):
        english = piece(("a", 1), "english")

    assert (english, piece(("a", 1), "un"), piece(("a", 2), "deux")) == ("english", "un", "deux")


def test_keep_without_facts_renders_each_time():
    assert [piece(None, "premier"), piece(None, "second")] == ["premier", "second"]


def test_keep_forgets_rather_than_grow_without_end(monkeypatch):
    monkeypatch.setattr(fragments, "MOST_PIECES", 2)

    for number in range(5):
        piece(number, "x")

    assert len(fragments._pieces) <= 2


@pytest.mark.django_db
def test_masthead_of_one_person_is_not_shown_to_another(client, client_for, person, settings):
    settings.TERREAU_PAGE_CACHE = False
    OperatorFactory()
    officer = client_for(person(Role.OFFICER))

    seen = [masthead_of(reader.get("/")) for reader in (officer, client, officer)]

    assert ["/pilotage/" in one for one in seen] == [True, False, True]
    assert ["Me connecter" in one for one in seen] == [False, True, False]


@pytest.mark.django_db
def test_masthead_marks_the_page_it_stands_on(client, settings):
    settings.TERREAU_PAGE_CACHE = False
    OperatorFactory()

    seen = [masthead_of(client.get(path)) for path in ("/projets/", "/chartes/", "/projets/")]

    assert ['<a href="/projets/" aria-current="page">' in one for one in seen] == [True, False, True]


@pytest.mark.django_db
def test_masthead_repeats_the_words_of_a_search(client, settings):
    settings.TERREAU_PAGE_CACHE = False
    OperatorFactory()

    seen = [masthead_of(client.get(f"/recherche/?q={word}")) for word in ("velo", "pain", "")]

    assert [['value="velo"' in one, 'value="pain"' in one] for one in seen] == [
        [True, False],
        [False, True],
        [False, False],
    ]


@pytest.mark.django_db
def test_shell_follows_the_operator_and_the_language_of_the_page(client, settings, person):
    settings.TERREAU_PAGE_CACHE = False
    operator = OperatorFactory(name="Ville de Sceaux", phone="01 41 13 33 00")
    before = client.get("/projets/").content.decode()

    set_operator(
        name="Ville de Bourg-la-Reine", phone="01 79 71 40 00", territory=operator.territory, by=person()
    )
    after = client.get("/projets/").content.decode()
    english = client.get("/en/projets/").content.decode()

    assert [page.count("Ville de Sceaux") for page in (after, english)] == [0, 0]
    assert ("01 41 13 33 00" in before, "01 79 71 40 00" in after) == (True, True)
    assert ("Aller au contenu" in after, 'href="/projets/" lang="fr"' in english) == (True, True)
    assert 'aria-current="true">English' in english
