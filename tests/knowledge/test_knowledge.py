"""Articles for everybody, written by the editors only."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terreau.accounts.actions import grant_role, revoke_role
from terreau.accounts.enums import Role
from terreau.kernel.actors import Actor
from terreau.knowledge import actions, markup
from terreau.knowledge.models import ArticlePage, ResourceIndexPage

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def test_tree_and_articles_are_made_once():
    assert actions.load_articles(by=BY) == 4

    assert actions.load_articles(by=BY) == 0
    assert ResourceIndexPage.objects.count() == 1
    assert ArticlePage.objects.live().count() == 4


def test_resources_are_a_true_page_before_the_first_article(client):
    assert "Les premiers articles arrivent" in client.get("/ressources/").content.decode()


def test_article_shows_its_sources_and_its_review(client):
    actions.load_articles(by=BY)

    html = client.get("/ressources/comprendre-l-ess/").content.decode()

    assert "https://www.insee.fr/fr/statistiques/8213284" in html
    assert "Relu le 20 novembre 2026" in html
    assert "<h2>Trois règles, pas davantage</h2>" in html


def test_english_page_says_that_the_article_is_french(client):
    actions.load_articles(by=BY)

    html = client.get("/en/ressources/comprendre-l-ess/").content.decode()

    assert "This article exists in French only." in html
    assert '<article lang="fr">' in html


def test_articles_of_a_subject(client):
    actions.load_articles(by=BY)

    html = client.get("/ressources/?sujet=financement").content.decode()

    assert "Qui accompagne, qui finance" in html
    assert "Commencer un projet à Sceaux" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_few_queries(client_for, person, number):
    actions.load_articles(by=BY)
    for page in ArticlePage.objects.order_by("pk")[number:]:
        page.delete()
    client = client_for(person())

    with CaptureQueriesContext(connection) as queries:
        client.get("/ressources/")

    tables = ("knowledge_", "taggit_")
    assert len([one for one in queries.captured_queries if any(t in one["sql"] for t in tables)]) == 3


def test_cms_is_for_editors_only(client, client_for, person):
    actions.ensure_tree(by=BY)

    assert client.get("/cms/").headers["Location"].startswith("/compte/")
    assert client_for(person()).get("/cms/").status_code != 200
    assert client_for(person(Role.EDITOR)).get("/cms/").status_code == 200
    assert client.get("/cms/login/").headers["Location"].startswith("/compte/")


def test_right_to_write_follows_the_role(person):
    actions.ensure_tree(by=BY)
    user, group = person(), Group.objects.get(name=actions.GROUP)

    grant_role(user=user, role=Role.EDITOR, by=BY)
    assert group in user.groups.all()
    revoke_role(user=user, role=Role.EDITOR, by=BY)
    assert group not in user.groups.all()


def test_drawing_with_script_is_refused():
    from django.core.exceptions import ValidationError
    from django.core.files.uploadedfile import SimpleUploadedFile
    from wagtail.images.fields import WagtailImageField

    drawing = SimpleUploadedFile("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>")

    with pytest.raises(ValidationError):
        WagtailImageField().clean(drawing)


def test_markup_escapes_and_knows_its_blocks(tmp_path):
    path = tmp_path / "essai.md"
    path.write_text(
        "title: T\nsummary: S\nreviewed: 2026-01-02\n---\n## H\n\n<b>x</b> **y**\n\n- a\n- b\n\n"
        "> mots | Ana\n\n! boîte\n\n= fait | source | https://exemple.test\n"
    )

    draft = markup.read(path)

    assert draft.blocks == [
        ("heading", "H"),
        ("paragraph", "<p>&lt;b&gt;x&lt;/b&gt; <b>y</b></p>"),
        ("list", ["a", "b"]),
        ("quote", {"text": "mots", "author": "Ana"}),
        ("callout", {"tone": "info", "text": "boîte"}),
        ("fact", {"text": "fait", "source": "source", "address": "https://exemple.test"}),
    ]
