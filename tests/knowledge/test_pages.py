"""Around the text: contents, neighbours, related pages, feed, structured data, glossary, filters."""

import datetime as dt
import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from terreau.accounts.enums import Role
from terreau.kernel.actors import Actor
from terreau.knowledge import actions, queries, sheets
from terreau.knowledge.enums import ArticleKind, Theme
from terreau.knowledge.filters import filters_of
from terreau.knowledge.models import ArticlePage, GlossaryTerm
from tests.factories.directory import OrganisationFactory

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def write(slug, *, tags=(), **facts):
    """Publish an article under the index."""
    page = ArticlePage(slug=slug, title=slug.capitalize(), summary="S", **facts)
    actions.ensure_tree(by=BY).add_child(instance=page)
    page.tags.add(*tags)
    page.save()
    return page


def headings(number):
    return [("heading", "Même titre") for _ in range(number)]


def test_long_guide_has_its_contents_with_anchors_of_their_own(client):
    write("long", body=headings(4))
    write("court", body=headings(3))

    html = client.get("/ressources/long/").content.decode()

    assert re.findall(r'<h2 id="(meme-titre[^"]*)"', html) == [
        "meme-titre", "meme-titre-2", "meme-titre-3", "meme-titre-4",
    ]  # fmt: skip
    assert re.findall(r'href="#(meme-titre[^"]*)"', html) == re.findall(r'<h2 id="(meme[^"]*)"', html)
    assert "Sur cette page" not in client.get("/ressources/court/").content.decode()


def test_neighbours_are_of_the_same_kind_and_related_pages_share_subjects_first():
    first, page = write("a", tags=["eau"]), write("b", tags=["eau", "sol"])
    after, news = write("c"), write("n", kind=ArticleKind.NEWS, dated_on=dt.date(2026, 1, 1))
    twin = write("z", theme=Theme.MONEY, tags=["sol"])
    write("hors", theme=Theme.MONEY)

    around = queries.reading(page)

    assert (around.before, around.after) == (first, after)
    assert around.related == [twin, news]


def test_withdrawn_page_has_no_neighbours():
    page = write("seul")
    page.unpublish()

    around = queries.reading(page)

    assert (around.before, around.after, around.related) == (None, None, [])


@pytest.mark.parametrize(
    ("kind", "facts", "kind_of_data"),
    [
        (ArticleKind.GUIDE, {}, "Article"),
        (ArticleKind.NEWS, {"dated_on": dt.date(2026, 2, 3)}, "NewsArticle"),
    ],
)
def test_search_engines_read_the_article(client, kind, facts, kind_of_data):
    write("page", kind=kind, reviewed_on=dt.date(2026, 3, 4), **facts)

    html = client.get("/ressources/page/").content.decode()

    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html)[1])
    assert (data["@type"], data["headline"], data["dateModified"]) == (kind_of_data, "Page", "2026-03-04")
    assert "citation" not in data


def test_news_are_followed_by_a_feed(client):
    write("guide")
    write("une-nouvelle", kind=ArticleKind.NEWS, dated_on=dt.date(2026, 2, 3))

    feed = client.get("/ressources/actualites.atom").content.decode()

    assert re.findall(r"<entry><title>([^<]*)", feed) == ["Une-nouvelle"]
    assert "<published>2026-02-03T09:00:00+01:00</published>" in feed


def test_facets_count_what_each_choice_would_show(client):
    write("a", theme=Theme.MONEY)
    write("b", theme=Theme.MONEY, kind=ArticleKind.NETWORK)
    write("c")

    facets = queries.facets(queries.Filters(kind=ArticleKind.GUIDE))

    assert [(one["value"], one["count"]) for one in facets["themes"]] == [
        ("decouvrir", 1),
        ("financement", 1),
    ]
    assert [(one["value"], one["count"], one["selected"]) for one in facets["kinds"]] == [
        ("guide", 2, True),
        ("network", 1, False),
    ]
    html = client.get("/ressources/?theme=financement&genre=network").content.decode()
    assert re.findall(r'href="/ressources/([a-z])/"', html) == ["b"]


def test_address_that_makes_no_sense_filters_nothing(rf):
    assert not filters_of(rf.get("/", {"theme": "x", "genre": "<b>", "sujet": "\x00"}))


def test_glossary_is_alphabetical_without_accents_and_links_its_words(client):
    terms = {
        word: GlossaryTerm.objects.create(word=word, slug=word.lower(), definition="D")
        for word in ("Zeste", "Abri", "École", "Eau")
    }
    terms["Abri"].see_also.add(terms["Zeste"])

    letters = [(letter, [term.word for term in group]) for letter, group in queries.glossary()]
    html = client.get("/ressources/lexique/").content.decode()

    assert letters == [("A", ["Abri"]), ("E", ["Eau", "École"]), ("Z", ["Zeste"])]
    assert '<a href="#zeste">Zeste</a>' in html
    assert terms["Abri"].get_absolute_url() == "/ressources/lexique/#abri"


@pytest.mark.parametrize("number", [1, 3])
def test_glossary_takes_two_queries(number, django_assert_num_queries):
    for count in range(number):
        GlossaryTerm.objects.create(word=f"mot {count}", slug=f"mot-{count}", definition="D")

    with django_assert_num_queries(2):
        found = [list(term.see_also.all()) for _letter, group in queries.glossary() for term in group]

    assert found == [[]] * number


def test_empty_glossary_says_so(client):
    assert "Le lexique arrive" in client.get("/ressources/lexique/").content.decode()


def test_glossary_page_lives_at_its_own_address(client):
    page = write("autre-nom", kind=ArticleKind.GLOSSARY)

    assert page.get_absolute_url() == "/ressources/lexique/"
    assert client.get("/ressources/autre-nom/").headers["Location"] == "/ressources/lexique/"
    with pytest.raises((IntegrityError, ValidationError)), transaction.atomic():
        write("second", kind=ArticleKind.GLOSSARY)


def test_news_without_a_day_is_refused_by_the_database():
    page = write("page")

    with pytest.raises(IntegrityError), transaction.atomic():
        ArticlePage.objects.filter(pk=page.pk).update(kind=ArticleKind.NEWS)


@pytest.mark.parametrize("slug", ["a-relire", "lexique"])
def test_addresses_of_other_pages_are_refused(slug):
    with pytest.raises(ValidationError) as refusal:
        ArticlePage(slug=slug, title="T", summary="S").clean()

    assert list(refusal.value.message_dict) == ["slug"]


def test_network_page_leads_to_its_sheet(client):
    OrganisationFactory(name="Semences", slug="semences")
    write("reseau", kind=ArticleKind.NETWORK, organisation_slug="semences")

    html = client.get("/ressources/reseau/").content.decode()

    assert '<a href="/annuaire/semences/">Semences dans l’annuaire' in html


def test_sheet_that_is_not_public_is_told_to_editors_only(client, client_for, person):
    OrganisationFactory(name="Semences", slug="semences", state="hidden")
    write("reseau", kind=ArticleKind.NETWORK, organisation_slug="semences")

    editors = client_for(person(Role.EDITOR)).get("/ressources/reseau/").content.decode()
    readers = client.get("/ressources/reseau/").content.decode()

    assert "pas de fiche publique à cette adresse" in editors
    assert "fiche publique" not in readers
    assert "Semences" not in readers


def test_without_a_directory_nobody_knows_the_sheets(monkeypatch):
    monkeypatch.setattr(sheets, "_finders", [])

    assert sheets.find_sheet("x") is None
