"""The shell, the gallery and the error pages, as a browser receives them."""

from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse

from terreau.look import gallery, views

pytestmark = pytest.mark.django_db

PAGES = [
    reverse("look:styleguide"),
    reverse("look:styleguide_form"),
    reverse("look:styleguide_form") + "?refused=1",
    *[reverse("look:styleguide_page", args=[name]) for name in gallery.PAGES],
    *[reverse("look:styleguide_error", args=[code]) for code in gallery.ERROR_CODES],
]
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Outline(HTMLParser):
    """Reads a page: its elements with their attributes, heading levels, ids, and unclosed elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict]] = []
        self.open: list[str] = []
        self.stray: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.stray.append(tag)

    def all(self, tag: str) -> list[dict]:
        return [attrs for name, attrs in self.elements if name == tag]

    @property
    def ids(self) -> list[str]:
        return [attrs["id"] for _tag, attrs in self.elements if attrs.get("id")]

    @property
    def heading_levels(self) -> list[int]:
        return [int(tag[1]) for tag, _attrs in self.elements if tag in {"h1", "h2", "h3", "h4"}]


def outline(client: Client, url: str) -> Outline:
    return Outline(client.get(url).content.decode())


@pytest.mark.parametrize("url", PAGES)
def test_page_has_one_of_each_landmark(client, url):
    page = outline(client, url)

    assert [len(page.all(tag)) for tag in ("header", "main", "footer", "h1", "title")] == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("url", PAGES)
def test_page_closes_its_elements_and_repeats_no_id(client, url):
    page = outline(client, url)

    assert (page.open, page.stray) == ([], [])
    assert sorted(page.ids) == sorted(set(page.ids))


@pytest.mark.parametrize("url", PAGES)
def test_page_headings_descend_one_level_at_a_time(client, url):
    levels = outline(client, url).heading_levels
    # The footer starts again at the second level.
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert levels[0] == 1


@pytest.mark.parametrize("url", PAGES)
def test_page_labels_every_control(client, url):
    page = outline(client, url)
    labelled = {attrs.get("for") for attrs in page.all("label")}
    controls = [
        attrs
        for tag in ("input", "select", "textarea")
        for attrs in page.all(tag)
        if attrs.get("type") != "hidden" and attrs.get("id")
    ]

    assert [control["id"] for control in controls if control["id"] not in labelled] == []


def test_shell_leads_to_content_first(client):
    page = outline(client, PAGES[0])
    links = page.all("a")

    assert links[0]["href"] == "#contenu"
    assert page.all("main")[0]["id"] == "contenu"


def test_shell_tells_search_engines_both_languages(client):
    page = outline(client, PAGES[0])
    alternates = {link["hreflang"]: link["href"] for link in page.all("link") if link["rel"] == "alternate"}

    assert {code: url.split("/", 3)[3] for code, url in alternates.items()} == {
        "fr": "_styleguide/",
        "en": "en/_styleguide/",
    }


def test_shell_needs_no_context():
    html = render_to_string("look/base.html")

    assert Outline(html).stray == []
    assert "<title>Terreau</title>" in html


def test_gallery_shows_second_page_of_a_list(client):
    page = outline(client, reverse("look:styleguide") + "?page=3&sujet=2")

    assert "?sujet=2&page=4" in [link.get("href") for link in page.all("a")]


def test_gallery_has_no_page_of_that_name(client):
    assert client.get(reverse("look:styleguide_page", args=["inconnue"])).status_code == 404
    assert client.get(reverse("look:styleguide_error", args=[418])).status_code == 404


def test_mail_style_is_allowed_by_fingerprint_only(client):
    policy = client.get(reverse("look:styleguide_mail")).headers["Content-Security-Policy"]

    assert "'sha256-" in policy
    assert "unsafe-inline" not in policy


def test_mail_says_the_same_in_text_and_html(client):
    facts = gallery.mail_context()
    text = client.get(reverse("look:styleguide_mail") + "?text=1").content.decode()
    html = client.get(reverse("look:styleguide_mail")).content.decode()

    said = [facts["title"], *facts["paragraphs"], facts["action_label"], facts["action_url"]]
    assert [sentence for sentence in said if sentence not in text or sentence not in html] == []


@pytest.mark.parametrize(
    ("view", "code"),
    [
        (lambda request: views.error_400(request, BadRequest()), 400),
        (lambda request: views.error_403(request, PermissionDenied()), 403),
        (lambda request: views.error_csrf(request, reason="no cookie"), 403),
        (lambda request: views.error_404(request, Http404()), 404),
        (views.error_429, 429),
    ],
)
def test_error_says_nothing_is_lost_and_what_to_do(client, view, code):
    request = client.get(reverse("look:styleguide")).wsgi_request
    response = view(request)
    html = response.content.decode()

    assert response.status_code == code
    assert any(words in html for words in ("n’est perdu", "Rien n’a été enregistré", "rien enregistré"))
    assert "Revenir à l’accueil" in html


@pytest.mark.parametrize(("view", "code"), [(views.error_500, 500), (views.error_503, 503)])
def test_server_error_needs_no_database(view, code, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = view(RequestFactory().get("/"))

    assert response.status_code == code
    assert "Revenir à l’accueil" in response.content.decode()


def test_unknown_address_shows_our_page(client):
    response = client.get("/nulle-part/")

    assert response.status_code == 404
    assert "Rien n’a encore poussé ici" in response.content.decode()


def test_expired_form_is_explained():
    client = Client(enforce_csrf_checks=True)
    response = client.post(reverse("look:styleguide_form"), {"name": "Atelier"})

    assert response.status_code == 403
    assert "Ce formulaire a expiré" in response.content.decode()
