"""Articles for everybody, written by the editors only."""

import datetime as dt

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terreau.accounts.actions import grant_role, revoke_role
from terreau.accounts.enums import Role
from terreau.kernel.actors import Actor
from terreau.knowledge import actions, markup, queries
from terreau.knowledge.enums import ArticleKind, Theme
from terreau.knowledge.models import ArticlePage, GlossaryTerm, ResourceIndexPage

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def test_tree_and_articles_are_made_once():
    articles = len(list(actions.CONTENT.glob("*.md")))
    done = actions.load_articles(by=BY)

    again = actions.load_articles(by=BY)
    assert (again.added, again.updated, again.unchanged, again.kept) == (0, 0, done.added, 0)
    assert ResourceIndexPage.objects.count() == 1
    assert ArticlePage.objects.live().count() == articles
    assert GlossaryTerm.objects.count() == done.added - articles


def test_resources_are_a_true_page_before_the_first_article(client):
    assert "Les premiers articles arrivent" in client.get("/ressources/").content.decode()


def test_article_shows_its_sources_and_its_review(client):
    actions.load_articles(by=BY)

    html = client.get("/ressources/comprendre-l-ess/").content.decode()

    assert "https://www.insee.fr/fr/statistiques/8213284" in html
    assert "Relu le 20 novembre 2026" in html
    assert '<h2 id="ce-que-dit-la-loi">Ce que dit la loi</h2>' in html
    assert "articles 1, 2 et 11</a>" in html


def test_english_page_says_that_the_article_is_french(client):
    actions.load_articles(by=BY)

    html = client.get("/en/ressources/comprendre-l-ess/").content.decode()

    assert "This article exists in French only." in html
    assert '<article class="prose" lang="fr">' in html


def test_articles_of_a_subject(client):
    actions.load_articles(by=BY)

    html = client.get("/ressources/?sujet=financement").content.decode()

    assert "Financer son projet" in html
    assert "Choisir son statut" not in html


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_few_queries(client_for, person, number):
    actions.load_articles(by=BY)
    for page in ArticlePage.objects.order_by("pk")[number:]:
        page.delete()
    client = client_for(person())

    with CaptureQueriesContext(connection) as captured:
        client.get("/ressources/")

    tables = ("knowledge_", "taggit_")
    # the page of the list, the facets, the number of articles, the articles
    assert len([one for one in captured.captured_queries if any(t in one["sql"] for t in tables)]) == 4


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
        "> mots | Ana\n\n! boîte\n\n= fait | source | https://exemple.test\n\n"
        "[lien](/annuaire/?a=b) [non](javascript:x)\n\n[[directory.families | table]]\n\n|: T\nA | B\n1 | 2\n"
    )

    draft = markup.read(path)

    assert draft.blocks == [
        ("heading", "H"),
        ("paragraph", "<p>&lt;b&gt;x&lt;/b&gt; <b>y</b></p>"),
        ("list", ["a", "b"]),
        ("quote", {"text": "mots", "author": "Ana"}),
        ("callout", {"tone": "info", "text": "boîte"}),
        ("fact", {"text": "fait", "source": "source", "address": "https://exemple.test"}),
        ("paragraph", '<p><a href="/annuaire/?a=b">lien</a> [non](javascript:x)</p>'),
        ("indicator", {"key": "directory.families", "form": "table"}),
        ("table", {"caption": "T", "rows": "A | B\n1 | 2"}),
    ]


def write_article(slug, *, body=(), reviewed_on=None, **facts):
    """Publish an article under the index."""
    page = ArticlePage(
        slug=slug, title=slug.capitalize(), summary="S", body=list(body), reviewed_on=reviewed_on, **facts
    )
    actions.ensure_tree(by=BY).add_child(instance=page)
    return page


def test_list_puts_news_first_then_follows_the_themes_in_the_order_of_the_editors():
    write_article("argent", theme=Theme.MONEY)
    write_article("debut", theme=Theme.DISCOVER)
    write_article("suite", theme=Theme.DISCOVER)
    for slug, day in (("vieux", 1), ("neuf", 2)):
        write_article(slug, kind=ArticleKind.NEWS, dated_on=dt.date(2026, 1, day))

    assert [page.slug for page in queries.articles()] == ["neuf", "vieux", "debut", "suite", "argent"]


def test_article_never_reviewed_claims_no_review(client):
    write_article("jamais")

    assert "Relu le" not in client.get("/ressources/jamais/").content.decode()


@pytest.mark.parametrize("slug", ["inconnu", "brouillon"])
def test_article_unknown_or_not_published_is_not_found(client, slug):
    write_article("brouillon", live=False)

    assert client.get(f"/ressources/{slug}/").status_code == 404
    assert "Brouillon" not in client.get("/ressources/").content.decode()


def test_subject_without_an_article_says_so(client):
    write_article("seul")

    assert "Rien à cet endroit pour l’instant" in client.get("/ressources/?sujet=rien").content.decode()


def test_each_block_has_its_markup(client):
    table = {"caption": "Aides", "rows": "Nom | Part |\n\nA | 10 %\n| B"}
    write_article(
        "blocs",
        body=[
            ("heading", "Titre <b>"),
            ("list", ["un", "deux"]),
            ("quote", {"text": "Des mots", "author": ""}),
            ("table", table),
            ("table", {"caption": "Vide", "rows": " "}),
            ("callout", {"tone": "warning", "text": "Attention"}),
            ("fact", {"text": "Un fait", "source": "Insee", "address": ""}),
        ],
    )

    html = client.get("/ressources/blocs/").content.decode()

    assert '<h2 id="titre-b">Titre &lt;b&gt;</h2>' in html
    assert "<ul><li>un</li><li>deux</li></ul>" in html
    assert "<blockquote><p>Des mots</p></blockquote></figure>" in html
    assert '<th scope="col">Nom</th><th scope="col">Part</th>' in html
    assert "<tr><td>A</td><td>10 %</td></tr><tr><td>B</td></tr>" in html
    assert '<cite class="small">Insee</cite>' in html


def test_addresses_in_the_cms_are_those_of_the_site():
    page = write_article("adresse")

    assert page.get_url_parts()[2] == page.get_absolute_url() == "/ressources/adresse/"
    assert ResourceIndexPage.objects.get().get_url_parts()[2] == "/ressources/"


@pytest.mark.parametrize(
    ("path", "status"), [("absente.webp", 404), ("../files/secret.bin", 400), ("../../etc/passwd", 400)]
)
def test_picture_is_served_from_its_own_folder_only(client, settings, tmp_path, path, status):
    settings.MEDIA_ROOT = tmp_path
    (tmp_path / "images").mkdir()
    (tmp_path / "files").mkdir()
    (tmp_path / "files" / "secret.bin").write_bytes(b"secret")
    (tmp_path / "images" / "vue.webp").write_bytes(b"image")

    assert b"".join(client.get("/media/images/vue.webp").streaming_content) == b"image"
    assert client.get(f"/media/images/{path}").status_code == status


def test_articles_withdrawn_are_told_to_the_journal():
    from terreau.journal.models import Entry

    page = write_article("ephemere")
    page.save_revision().publish()
    page.unpublish()

    entries = Entry.objects.filter(target_key=str(page.pk)).order_by("pk")
    assert [(entry.verb, entry.public) for entry in entries] == [
        ("article.published", True),
        ("article.withdrawn", False),
    ]
