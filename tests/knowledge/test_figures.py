"""Figures in articles come from the platform itself, and lead to the list they count."""

import datetime as dt
import re

import pytest

from terreau.accounts.enums import Role
from terreau.directory.enums import Family, OfferKind
from terreau.directory.models import Organisation
from terreau.journal.actions import write as write_entry
from terreau.kernel.actors import Actor
from terreau.knowledge import actions, figures
from terreau.knowledge.models import ArticlePage
from tests.factories.directory import OfferFactory, OrganisationFactory, TeamFactory

pytestmark = pytest.mark.django_db
BY = Actor.system("test")


def article_with(key, form="table"):
    page = ArticlePage(slug="page", title="P", summary="S", body=[("indicator", {"key": key, "form": form})])
    actions.ensure_tree(by=BY).add_child(instance=page)
    return page


@pytest.fixture
def counted():
    """An indicator of the test, and how often it was computed."""
    calls = []

    @figures.indicator("test.count", label="Essai")
    def compute():
        calls.append(1)
        return figures.Figure(7, "7 essais", dt.date(2026, 1, 2), "/liste/", "le registre")

    yield calls
    figures.unregister("test.count")


@pytest.fixture
def families():
    for family in (Family.ASSOCIATION, Family.ASSOCIATION, Family.MUTUAL, Family.PUBLIC):
        OrganisationFactory(family=family)
    OrganisationFactory(family=Family.COOPERATIVE, state="hidden")


def test_figure_by_family_counts_what_its_lists_show(client, families):
    article_with("directory.families")

    html = client.get("/ressources/page/").content.decode()

    assert "3 structures de l’économie sociale et solidaire dans l’annuaire" in html
    figure = figures.read("directory.families")
    assert [(bar.label, bar.value) for bar in figure.bars] == [("Association", 2), ("Mutuelle", 1)]
    for href, number in [(figure.href, 3), *((bar.href, bar.value) for bar in figure.bars)]:
        assert f"{number} structure" in client.get(href).content.decode()
    assert re.findall(r'<rect width="([\d.]+)"', html) == ["100.0", "50.0"]


def test_figure_of_support_counts_each_organisation_once(client):
    team = TeamFactory()
    OfferFactory(team=team, kind=OfferKind.LOAN, state="published")
    OfferFactory(team=team, kind=OfferKind.ADVICE, state="published")

    figure = figures.read("directory.support")

    assert (figure.value, sorted(bar.value for bar in figure.bars)) == (1, [1, 1])
    assert "1 structure" in client.get(figure.href).content.decode()


def test_sentence_without_its_parts(client, families):
    article_with("directory.families", form="sentence")

    html = client.get("/ressources/page/").content.decode()

    assert 'class="indicator-sentence"' in html
    assert "<table" not in html


@pytest.mark.parametrize(
    ("key", "message"), [("directory.families", "encore rien à compter"), ("gone.figure", "n’existe plus")]
)
def test_missing_figure_is_told_to_editors_only(client, client_for, person, key, message):
    article_with(key)

    assert "indicator" not in client.get("/ressources/page/").content.decode()
    assert message in client_for(person(Role.EDITOR)).get("/ressources/page/").content.decode()


def test_figure_is_kept_until_the_journal_moves(counted):
    page = article_with("test.count")
    assert [figures.read("test.count").value, figures.read("test.count").value] == [7, 7]
    assert len(counted) == 1

    write_entry(verb="article.published", target=page, by=BY)

    figures.read("test.count")
    assert len(counted) == 2


def test_editors_choose_among_the_figures_of_every_app(counted):
    keys = {key for key, _label in figures.choices()}

    ours = {"directory.families", "directory.support", "partnerships.in_force", "projects.public"}
    assert keys == ours | {"test.count"}


@pytest.mark.parametrize("key", ["projects.public", "partnerships.in_force", "directory.support"])
def test_figure_of_nothing_is_no_figure(key):
    assert figures.read(key) is None


def test_figure_without_length_has_no_bar():
    figure = figures.Figure(0, "", dt.date(2026, 1, 1), "", "", (figures.Bar("a", 0),))

    assert figure.rows == [(figures.Bar("a", 0), 0)]


def test_figure_says_its_day_and_its_source_in_the_language_of_the_page(client, families):
    article_with("directory.families")

    html = client.get("/en/ressources/page/").content.decode()

    assert '<figure class="indicator" lang="en">' in html
    assert "3 organisations of the social and solidarity economy in the directory" in html
    assert Organisation.objects.published().count() == 4
