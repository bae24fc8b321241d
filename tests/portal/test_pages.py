"""Home, search, agenda, own space, list of projects: what they show, to whom, in how many queries."""

import datetime as dt
import re

import pytest
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.directory.enums import Family
from terreau.projects import actions as projects
from terreau.projects.enums import PublicField
from terreau.projects.models import Need, Project
from tests.factories.accompaniment import proposed, published_offer
from tests.factories.council import planned_session, seated_assembly
from tests.factories.directory import OrganisationFactory
from tests.factories.partnerships import living
from tests.factories.projects import FollowedProjectFactory, ProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory

HOME = "/"


@pytest.fixture
def town(db, settings):
    settings.TERREAU_PAGE_CACHE = False
    return OperatorFactory(territory=SceauxFactory())


def publish(project: Project):
    return projects.publish(project=project, fields=[PublicField.STAGE], by=project.owner)


def links_of(response) -> list[str]:
    return re.findall(r'href="([^"]+)"', response.content.decode())


def test_home_of_an_empty_town_teaches(client, town):
    page = client.get(HOME).content.decode()

    assert "Le premier projet est peut-être le vôtre" in page
    assert "Aucune charte publiée" in page
    assert reverse("projects:propose") in page


def test_home_counts_the_organisations_of_the_town_by_family(client, town):
    sceaux = SceauxFactory()
    OrganisationFactory.create_batch(2, commune=sceaux, family=Family.ASSOCIATION)
    OrganisationFactory(commune=sceaux, family=Family.COOPERATIVE)
    OrganisationFactory(family=Family.COOPERATIVE)
    OrganisationFactory(commune=sceaux, state="hidden")

    figures = client.get(HOME).context["figures"]

    assert figures.organisations == 3
    assert [(family["value"], family["count"]) for family in figures.families] == [
        (Family.ASSOCIATION, 2),
        (Family.COOPERATIVE, 1),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_home_costs_four_queries(client, town, django_assert_num_queries, count):
    for number in range(count):
        publish(FollowedProjectFactory(title=f"Projet {number}"))
    living(count)
    client.get(HOME)

    with django_assert_num_queries(4):
        client.get(HOME)


def test_home_in_english_is_another_address(client, town):
    page = client.get("/en/").content.decode()

    assert 'lang="en"' in page
    assert "Here a useful idea finds its allies" in page


def test_home_says_zero_in_the_singular(client, town):
    assert "structure à Sceaux" in client.get(HOME).content.decode()


def test_search_finds_without_accents_every_kind(client, town):
    OrganisationFactory(name="Épicerie solidaire du Parc")
    publish(FollowedProjectFactory(title="Une épicerie coopérative"))

    kinds = client.get(reverse("portal:search"), {"q": "EPICERIES"}).context["found"].kinds

    assert [(kind.label, kind.count) for kind in kinds] == [("Structures", 1), ("Projets", 1)]


def test_search_wants_every_word_and_says_when_it_found_fewer(client, town):
    OrganisationFactory(name="Épicerie")

    page = client.get(reverse("portal:search"), {"q": "épicerie lunaire"})

    assert [(kind.count, kind.partial) for kind in page.context["found"].kinds] == [(1, True)]
    assert "Rien ne contient tous les mots" in page.content.decode()


@pytest.mark.parametrize(
    "text", ["", " ", "'", "%", "a" * 10_000, "مرحبا", "🌱", "<script>alert(1)</script>"]
)
def test_search_takes_anything(client, town, text):
    page = client.get(reverse("portal:search"), {"q": text})

    assert page.status_code == 200
    assert b"<script>alert" not in page.content


def test_search_says_how_many_more_there_are(client, town):
    for number in range(10):
        OrganisationFactory(name=f"Vélo {number}")

    page = client.get(reverse("portal:search"), {"q": "vélo"})

    (kind,) = page.context["found"].kinds
    assert (len(kind.hits), kind.count, kind.others) == (5, 10, 5)
    assert "?q=v%C3%A9lo&amp;genre=organisation" in page.content.decode()


def test_agenda_lists_the_sessions_to_come(client, town, clock):
    clock.travel(dt.date(2015, 5, 1))
    planned_session(seated_assembly())

    page = client.get(reverse("portal:agenda")).content.decode()

    assert "jeudi 21 mai 2015" in page


def test_agenda_feed_holds_the_same_dates_in_utc(client, town, clock):
    clock.travel(dt.date(2015, 5, 1))
    session = planned_session(seated_assembly())

    lines = client.get(reverse("portal:agenda_ics")).content.decode().splitlines()

    start = dt.datetime.combine(session.held_on, session.starts_at) - dt.timedelta(hours=2)
    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}" in lines
    assert lines.count("BEGIN:VEVENT") == 1


def test_own_space_of_somebody_new_invites(client_for, person, town):
    page = client_for(person(first_name="Nour")).get(reverse("portal:my_space")).content.decode()

    assert "Bonjour Nour" in page
    assert "Une idée en tête" in page


def test_own_space_shows_only_one_s_own(client_for, town):
    mine, other = FollowedProjectFactory(title="Le mien"), FollowedProjectFactory(title="Celui d’un autre")

    page = client_for(mine.owner).get(reverse("portal:my_space")).content.decode()

    assert (mine.title in page, other.title in page) == (True, False)


def test_own_space_says_what_is_expected(client_for, town):
    project = FollowedProjectFactory(needs=["local"])
    referral = proposed(
        Need.objects.get(project=project), published_offer("local", perimeter=SceauxFactory())
    )

    page = client_for(project.owner).get(reverse("portal:my_space"))

    assert reverse("accompaniment:referral", args=[referral.reference]) in links_of(page)


@pytest.mark.parametrize("count", [1, 3])
def test_own_space_costs_the_same_for_one_and_three(
    client_for, person, town, django_assert_num_queries, count
):
    holder = person()
    for number in range(count):
        FollowedProjectFactory(owner=holder, title=f"Projet {number}")
    client = client_for(holder)

    with django_assert_num_queries(8):
        client.get(reverse("portal:my_space"))


@pytest.fixture
def officer(client_for, person, town):
    return client_for(person(Role.OFFICER))


@pytest.mark.parametrize("count", [1, 3])
def test_project_list_costs_the_same_for_one_and_three(officer, town, django_assert_num_queries, count):
    ProjectFactory.create_batch(count)

    with django_assert_num_queries(7):
        page = officer.get(reverse("portal:project_list"))

    assert page.context["page"].paginator.count == count


def test_project_list_narrows_by_the_address(officer, town):
    ProjectFactory(title="Ruches")
    FollowedProjectFactory(title="Vélos")

    page = officer.get(reverse("portal:project_list"), {"state": "followed", "q": "velo"})

    assert [project.title for project in page.context["page"]] == ["Vélos"]
    assert {option["label"] for option in page.context["facets"]["state"]} == {"Accompagné"}


@pytest.mark.parametrize("query", ["page=abc", "page=-1", "page=99999999999", "state=x", "q=" + "a" * 5000])
def test_project_list_takes_any_address(officer, town, query):
    assert officer.get(f"{reverse('portal:project_list')}?{query}").status_code == 200


@pytest.mark.parametrize("name", ["legal", "privacy", "accessibility", "source_code"])
def test_pages_of_the_law_name_the_town_in_both_languages(client, town, name):
    french = client.get(reverse(f"portal:{name}"))
    english = client.get("/en" + reverse(f"portal:{name}"))

    assert town.contact_email in french.content.decode()
    assert 'lang="en"' in english.content.decode()


def test_robots_keep_out_of_private_places(client, db):
    lines = client.get("/robots.txt").content.decode().splitlines()

    assert {"Disallow: /suivi/", "Disallow: /en/suivi/", "Disallow: /reponse/"} <= set(lines)


def test_sitemap_holds_every_public_page_in_both_languages(client, town):
    slug = publish(FollowedProjectFactory(title="Ruches")).slug
    OrganisationFactory(state="hidden", slug="cachee")

    parts = client.get("/sitemap.xml").content.decode()
    addresses = client.get("/sitemap-projets.xml").content.decode()

    assert parts.count("<loc>") == 6
    assert [addresses.count(f"{prefix}/projets/{slug}/</loc>") for prefix in ("testserver", "/en")] == [1, 1]
    assert "cachee" not in client.get("/sitemap-structures.xml").content.decode()
