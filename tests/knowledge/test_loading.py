"""The texts that come with Terreau: brought up to date, never put over what an editor wrote."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from terreau.accounts.enums import Role
from terreau.kernel.actors import Actor
from terreau.knowledge import actions, markup
from terreau.knowledge.models import ArticlePage, GlossaryTerm

BY = Actor.system("test")
ARTICLES = sorted(actions.CONTENT.glob("*.md"))
OWN_PATHS = re.compile(r"\]\((/[^)#]*)")

db = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "page.md").write_text("title: T\nsummary: S\nreviewed: 2026-01-02\n---\nUn.\n")
    (tmp_path / "termes.txt").write_text(
        "# Mot\nSens.\nvoir: Autre\n\n# Autre\nSens.\n= Loi | https://a.test\n"
    )
    return tmp_path


def change(folder):
    (folder / "page.md").write_text("title: T2\nsummary: S\nreviewed: 2026-01-02\n---\nDeux.\n")
    terms = (folder / "termes.txt").read_text().replace("# Mot\nSens.", "# Mot\nNouveau sens.")
    (folder / "termes.txt").write_text(terms)


def load(folder, **facts):
    done = actions.load_articles(by=BY, folder=folder, **facts)
    return (done.added, done.updated, done.unchanged, done.kept)


@db
def test_new_version_of_a_text_takes_the_place_of_the_old_one(folder):
    assert load(folder) == (3, 0, 0, 0)
    change(folder)

    assert load(folder) == (0, 2, 1, 0)
    assert ArticlePage.objects.get().title == "T2"
    term = GlossaryTerm.objects.get(word="Mot")
    assert term.definition == "Nouveau sens."
    assert [one.word for one in term.see_also.all()] == ["Autre"]


@db
def test_what_an_editor_changed_is_left_alone(folder):
    load(folder)
    page = ArticlePage.objects.get()
    page.title = "De la rédaction"
    page.save_revision().publish()
    GlossaryTerm.objects.filter(word="Mot").update(definition="De la rédaction")
    change(folder)

    assert load(folder) == (0, 0, 1, 2)
    assert ArticlePage.objects.get().title == "De la rédaction"
    assert GlossaryTerm.objects.get(word="Mot").definition == "De la rédaction"


@db
def test_what_an_editor_removed_or_withdrew_stays_away(folder):
    load(folder)
    ArticlePage.objects.get().delete()
    GlossaryTerm.objects.all().delete()
    change(folder)

    assert load(folder) == (0, 0, 0, 3)
    assert not ArticlePage.objects.exists()


@db
def test_withdrawn_page_is_not_published_again(folder):
    load(folder)
    ArticlePage.objects.get().unpublish()
    change(folder)

    assert load(folder) == (0, 1, 1, 1)
    assert not ArticlePage.objects.live().exists()


@db
def test_command_names_the_owner_and_says_what_it_did(folder, person):
    owner = person(Role.EDITOR)

    out = StringIO()
    call_command("import_articles", folder=folder, owner=owner.email, stdout=out)

    assert out.getvalue() == "3 added, 0 updated, 0 unchanged, 0 left alone\n"
    assert ArticlePage.objects.get().review_owner == owner


@db
@pytest.mark.parametrize("wrong", [{"owner": "personne@exemple.test"}, {"folder": "absent"}])
def test_command_refuses_what_does_not_exist(folder, wrong, tmp_path):
    options = {"folder": folder} | wrong
    if "folder" in wrong:
        options["folder"] = tmp_path / wrong["folder"]

    with pytest.raises(CommandError):
        call_command("import_articles", **options)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_shipped_article_has_its_sources_its_dates_and_its_way_out(path):
    draft = markup.read(path)
    headings = [value for kind, value in draft.blocks if kind == "heading"]

    assert draft.sources
    assert draft.review_by > draft.reviewed_on
    assert len(draft.summary) <= 300
    if draft.kind == "guide":
        assert 500 <= len(path.read_text().partition("\n---\n")[2].split()) <= 1000
        assert headings[-1].startswith("Et maintenant")


@db
def test_links_of_the_shipped_articles_lead_somewhere(client):
    actions.load_articles(by=BY)
    paths = {found for path in ARTICLES for found in OWN_PATHS.findall(path.read_text())}

    assert {path: client.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


def test_words_of_the_glossary_send_to_words_that_exist():
    terms = markup.read_terms(actions.CONTENT / "termes.txt")
    slugs = {term.slug for term in terms}

    assert len(slugs) == len(terms) >= 40
    assert {one for term in terms for one in term.see_also} - slugs == set()
