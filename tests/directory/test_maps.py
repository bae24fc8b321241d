"""The map: exact marks under any filter, a list in step, a frame for other sites, nothing foreign."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.directory import actions
from terreau.directory.enums import Family, OrganisationState
from terreau.directory.models import Organisation
from terreau.directory.queries import Filters
from terreau.directory.queries.maps import EVERYWHERE, LAST_ZOOM, marks, other_places, placed_count
from terreau.kernel.actors import Actor
from terreau.search import actions as search
from tests.factories.directory import CommuneFactory, OrganisationFactory
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db

CELLS = "/annuaire/carte/reperes.json"
MAP = "/annuaire/carte/"
FRAME = "/annuaire/carte/cadre/"
SOMEBODY = Actor.system("test")


def names(answer) -> list[str]:
    return [one.name for one in answer.context["page"].object_list]


@pytest.fixture
def two_towns():
    sceaux = CommuneFactory(code="92071", name="Sceaux")
    OrganisationFactory(name="Garage", slug="garage", commune=sceaux, lat=48.7789, lon=2.2911)
    OrganisationFactory(name="Atelier vélo", slug="velo", commune=sceaux, lat=48.7791, lon=2.2912)
    OrganisationFactory(name="Mutuelle", slug="mutuelle", family=Family.MUTUAL, lat=43.3, lon=5.4)
    OrganisationFactory(name="Sans adresse", slug="sans-adresse")
    OrganisationFactory(name="Masquée", state=OrganisationState.HIDDEN, lat=48.7, lon=2.2)


placed = st.tuples(
    st.floats(-84, 84, allow_nan=False),
    st.floats(-179.9, 179.9, allow_nan=False),
    st.sampled_from([Family.ASSOCIATION, Family.MUTUAL]),
)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(spots=st.lists(placed, max_size=12), zoom=st.integers(0, LAST_ZOOM))
def test_counts_of_the_marks_add_up_to_what_stands_on_the_map(spots, zoom):
    Organisation.objects.all().delete()
    made = [
        Organisation(name=f"S {n}", slug=f"s-{n}", lat=lat, lon=lon, family=family)
        for n, (lat, lon, family) in enumerate(spots)
    ]
    Organisation.objects.bulk_create(made)
    search.mark_all(kind="organisation")
    search.rebuild(kind="organisation")

    for families in ((), (Family.MUTUAL,)):
        filters = Filters(families=families)
        wanted = sum(not families or family in families for *_place, family in spots)
        assert sum(mark.count for mark in marks(filters, EVERYWHERE, zoom)) == wanted
        assert placed_count(filters) == wanted


def test_one_organisation_is_named_and_several_are_counted(client, two_towns):
    found = client.get(f"{CELLS}?zoom=10&zone=2,48,3,49").json()

    assert (found["count"], len(found["cells"])) == (2, 1)
    cell = found["cells"][0]
    west, south, east, north = map(float, cell["zone"].split(","))
    assert west < cell["lon"] < east
    assert south < cell["lat"] < north
    alone = client.get(f"{CELLS}?zoom=10&zone=5,43,6,44").json()["cells"]
    assert alone == [
        {
            "lat": 43.3,
            "lon": 5.4,
            "count": 1,
            "name": "Mutuelle",
            "family": "Mutuelle",
            "url": "/annuaire/mutuelle/",
        }
    ]


@pytest.mark.parametrize(
    ("query", "count"),
    [("famille=mutual", 1), ("q=velo", 1), ("commune=92071", 2), ("q=rien-du-tout", 0), ("", 3)],
)
def test_marks_follow_every_filter_and_word_of_the_list(client, two_towns, query, count):
    assert client.get(f"{CELLS}?{query}&zoom=3").json()["count"] == count


@pytest.mark.parametrize("zoom", ["99", "-1", "", "x", "1e9", "²"])
@pytest.mark.parametrize("zone", ["", "nan,48,3,49", "3,49,2,48", "2,48,3", "-181,-90,180,90"])
def test_senseless_view_shows_the_world(client, two_towns, zoom, zone):
    assert client.get(CELLS, {"zoom": zoom, "zone": zone}).json()["count"] == 3


def test_members_of_a_cluster_of_the_last_zoom_are_the_list_of_its_square(client):
    for number in range(3):
        OrganisationFactory(name=f"Voisine {number}", lat=48.7789, lon=2.2911)
    OrganisationFactory(name="Plus loin", lat=48.79, lon=2.30)

    found = client.get(f"{CELLS}?zoom={LAST_ZOOM}&zone=2.28,48.77,2.31,48.8").json()["cells"]
    zone = next(cell["zone"] for cell in found if cell["count"] == 3)

    assert names(client.get(f"{MAP}?zone={zone}")) == ["Voisine 0", "Voisine 1", "Voisine 2"]


def test_marks_are_bounded_whatever_is_asked(client):
    made = [
        Organisation(name=f"S {n}", slug=f"s-{n}", lat=-60 + n % 120, lon=-170 + n // 120 * 4)
        for n in range(9600)
    ]
    Organisation.objects.bulk_create(made)
    search.mark_all(kind="organisation")
    search.rebuild(kind="organisation")

    found = client.get(f"{CELLS}?zoom=18&zone=-180,-85,180,85").json()

    assert (found["count"], len(found["cells"]) <= 4096) == (9600, True)


def test_other_places_of_an_organisation_are_shown_from_near(client):
    organisation = OrganisationFactory(name="Écluse", slug="ecluse", lat=48.7, lon=2.2)
    hidden = OrganisationFactory(name="Masquée", state=OrganisationState.HIDDEN)
    for owner in (organisation, hidden):
        actions.add_place(organisation=owner, name="Antenne", address="x", lat=48.71, lon=2.21, by=SOMEBODY)

    near = client.get(f"{CELLS}?zoom=14&zone=2,48,3,49").json()

    assert [place["name"] for place in near["places"]] == ["Écluse – Antenne"]
    assert other_places(Filters(), (2, 48, 3, 49), 10) == []
    assert other_places(Filters(families=("mutual",)), (2, 48, 3, 49), 14) == []


def test_list_beside_the_map_keeps_to_its_view(client, two_towns):
    answer = client.get(f"{MAP}?zone=2,48,3,49&famille=association")
    html = answer.content.decode()

    assert names(answer) == ["Atelier vélo", "Garage"]
    assert 'data-lat="48.7789" data-lon="2.2911"' in html
    assert 'href="/annuaire/carte/?famille=association">Voir partout' in html
    assert 'name="zone" value="2,48,3,49"' in html
    assert "/annuaire/export.csv?famille=association&amp;zone=2%2C48%2C3%2C49" in html


def test_list_page_and_files_honour_the_view_too(client, two_towns):
    assert names(client.get("/annuaire/?zone=5,43,6,44")) == ["Mutuelle"]
    file = b"".join(client.get("/annuaire/export.json?zone=5,43,6,44").streaming_content)
    assert [one["slug"] for one in json.loads(file)["organisations"]] == ["mutuelle"]


def test_without_scripts_the_list_is_the_page(client, two_towns):
    html = client.get(MAP).content.decode()

    assert html.count("<tr") == 5  # the heads, and the four that are published
    assert "3 structures ont une position connue." in html


def test_fragment_says_what_the_page_says(client, two_towns):
    page = client.get(f"{MAP}?famille=mutual").content.decode()
    part = client.get(f"{MAP}?famille=mutual", headers={"HX-Request": "true"}).content.decode()

    form, found = part.split('<div id="carte-liste"')
    assert form.strip() in page
    assert found.strip() in page


def test_empty_view_offers_the_way_out(client, two_towns):
    html = client.get(f"{MAP}?zone=10,10,11,11").content.decode()

    assert "hors de la zone de la carte" in html


@pytest.mark.parametrize("address", [MAP, f"{CELLS}?zoom=14&zone=2,48,3,49", FRAME])
def test_queries_do_not_grow_with_the_rows(client, settings, address):
    settings.TERREAU_PAGE_CACHE = False
    counts = []
    for number in (1, 3):
        place = CommuneFactory(code="92071")
        for step in range(number):
            OrganisationFactory(commune=place, lat=48.7, lon=2 + number / 10 + step / 50)
        client.get(address)
        with CaptureQueriesContext(connection) as taken:
            client.get(address)
        counts.append(len(taken))

    assert counts[0] == counts[1]


def test_reader_who_has_the_marks_gets_304(client, settings, two_towns):
    settings.TERREAU_PAGE_CACHE = True
    first = client.get(f"{CELLS}?zoom=10")

    again = client.get(f"{CELLS}?zoom=10", headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def directives(answer) -> dict[str, list[str]]:
    parts = [part.split() for part in answer["Content-Security-Policy"].split(";") if part.strip()]
    return {name: sources for name, *sources in parts}


def test_only_the_map_may_show_images_of_the_tile_server(client, settings):
    settings.MAP_TILES = {
        "url": "https://{s}.tuiles.exemple.test/{z}/{x}/{y}.png",
        "attribution": "© Fond d’exemple",
        "attribution_url": "https://tuiles.exemple.test/credit",
    }
    pages = {
        address: client.get(address) for address in (MAP, FRAME, "/annuaire/", "/annuaire/carte/integrer/")
    }

    allowed = {
        address: "https://*.tuiles.exemple.test" in directives(one)["img-src"]
        for address, one in pages.items()
    }
    assert allowed == {MAP: True, FRAME: True, "/annuaire/": False, "/annuaire/carte/integrer/": False}
    assert '<a href="https://tuiles.exemple.test/credit">© Fond d’exemple</a>' in pages[MAP].content.decode()


def test_without_a_tile_server_nothing_is_asked_of_another_site(client):
    answer = client.get(MAP)

    assert directives(answer)["img-src"] == ["'self'", "data:"]
    assert 'data-tiles=""' in answer.content.decode()


@pytest.mark.parametrize("allowed", [["*"], ["https://www.sceaux.exemple.test"]])
def test_only_the_frame_can_be_framed_and_only_where_it_is_said(client, settings, allowed):
    settings.MAP_EMBEDDED_BY = allowed

    frame, page = client.get(FRAME), client.get(MAP)

    assert directives(frame)["frame-ancestors"] == allowed
    assert "X-Frame-Options" not in frame
    assert frame["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert directives(page)["frame-ancestors"] == ["'none'"]
    assert page["X-Frame-Options"] == "DENY"


def test_frame_keeps_its_filters_and_leads_out_of_it(client, two_towns):
    OperatorFactory()
    html = client.get(f"{FRAME}?famille=mutual").content.decode()

    assert '<base target="_top">' in html
    assert 'data-query="famille=mutual"' in html
    assert html.count("<tr") == 2
    assert "<form" not in html


def test_lines_to_copy_carry_the_filters_and_nothing_foreign(client, settings):
    settings.BASE_URL = "https://ess.exemple.test"
    answer = client.get('/annuaire/carte/integrer/?famille=mutual&q="><script>')

    snippet = answer.context["snippet"]
    start = '<iframe src="https://ess.exemple.test/annuaire/carte/cadre/'
    assert snippet.startswith(f'{start}?q=%22%3E%3Cscript%3E&amp;famille=mutual" title=')
    assert "<iframe" not in answer.content.decode().split("<main")[1]
