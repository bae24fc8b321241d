"""The public pages of the directory."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terreau.accounts.enums import Role
from terreau.directory import panels
from terreau.directory.enums import Family, OfferKind, OfferState, OrganisationState
from terreau.directory.models import Subject
from terreau.search.actions import mark
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_caches():
    from django.core.cache import cache

    cache.clear()


def page_of(client, address: str, **headers) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(html: str) -> list[str]:
    return re.findall(r'class="record-title"><a href="[^"]*">([^<]*)</a>', html)


def published_offer(organisation, **facts):
    offer = OfferFactory(team__organisation=organisation, state=OfferState.PUBLISHED, **facts)
    offer.subjects.add(Subject.objects.first())
    mark(kind="offer", keys=[offer.pk])
    return offer


def test_list_shows_published_organisations_by_name_without_accents(client):
    OrganisationFactory(name="Zébulon", sort_name="zebulon")
    OrganisationFactory(name="Écluse", sort_name="ecluse")
    OrganisationFactory(name="Cachée", state=OrganisationState.HIDDEN)

    assert titles(page_of(client, "/annuaire/")) == ["Écluse", "Zébulon"]


def test_search_folds_accents_and_ligatures(client):
    OrganisationFactory(name="Épicerie du Cœur")
    OrganisationFactory(name="Garage")

    assert titles(page_of(client, "/annuaire/?q=COEUR+épicerie")) == ["Épicerie du Cœur"]


def test_facets_count_exactly_and_do_not_narrow_themselves(client):
    sceaux = CommuneFactory(code="92071", name="Sceaux")
    OrganisationFactory(family=Family.ASSOCIATION, commune=sceaux)
    OrganisationFactory(family=Family.ASSOCIATION)
    published_offer(OrganisationFactory(family=Family.MUTUAL), kind=OfferKind.LOAN)

    html = page_of(client, "/annuaire/?famille=association")

    counts = re.findall(r'id="(\w+-\w+)".*?facet-count">(\d+)<', html)
    assert dict(counts) == {"famille-association": "2", "famille-mutual": "1", "commune-92071": "1"}
    assert len(titles(html)) == 2


def test_fragment_is_the_same_as_in_the_page(client):
    OrganisationFactory(name="Écluse")

    page = page_of(client, "/annuaire/?q=ecluse")
    fragment = page_of(client, "/annuaire/?q=ecluse", **{"HX-Request": "true"})

    assert fragment.strip().startswith('<div id="annuaire"')
    assert fragment.strip() in page


def test_no_result_offers_the_nearest_wider_filters(client):
    OrganisationFactory(family=Family.ASSOCIATION)

    html = page_of(client, "/annuaire/?famille=mutual")

    assert "dans toutes les familles" in html
    assert titles(html) == []


@pytest.mark.parametrize(
    "address", ["/annuaire/?page=99999", "/annuaire/?famille=x&tri=y&commune=%C3%A9", "/annuaire/?q=%27%22"]
)
def test_list_survives_nonsense(client, address):
    OrganisationFactory()

    assert client.get(address).status_code == 200


@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_six_queries_at_most(client_for, person, number):
    client = client_for(person())  # pages of people with a session are never kept
    sceaux = CommuneFactory(code="92071", name="Sceaux")
    for _ in range(number):
        published_offer(OrganisationFactory(commune=sceaux), perimeter=sceaux)
    client.get("/annuaire/?z=0")  # the operator is read once for each process

    with CaptureQueriesContext(connection) as queries:
        client.get(f"/annuaire/?q=atelier&z={number}")

    own = [
        query
        for query in queries.captured_queries
        if "directory_" in query["sql"] or "territories_terr" in query["sql"]
    ]
    assert len(own) == 2  # the sheets and the names of the communes; the index counted the rest


@pytest.mark.parametrize("number", [1, 3])
def test_sheet_takes_five_queries_at_most(client_for, person, number):
    client = client_for(person())
    parent = OrganisationFactory()
    for _ in range(number):
        published_offer(parent)
        OrganisationFactory(parent=parent)

    with CaptureQueriesContext(connection) as queries:
        page_of(client, parent.get_absolute_url())

    own = [query for query in queries.captured_queries if "directory_" in query["sql"]]
    assert len(own) == 4  # the sheet, its offers, its subsidiaries; the teams of the person


def test_sheet_shows_summary_offers_and_data_for_search_engines(client):
    organisation = OrganisationFactory(
        name="</script><b>", summary="Nous réparons.", opening_hours={"1": [["09:00", "12:00"]]}
    )
    published_offer(organisation, title="Prêt de vélos")

    html = page_of(client, organisation.get_absolute_url())

    block = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL).group(1)
    assert json.loads(block)["name"] == "</script><b>"
    assert "<b>" not in html.replace("&lt;b&gt;", "")
    assert "Prêt de vélos" in html
    assert "de 9\u00a0h à 12\u00a0h" in html


def test_sheet_takes_the_panels_of_the_apps_above(client):
    organisation = OrganisationFactory()
    panels.register("test", lambda found: panels.Panel("directory/_facet.html", {"of": found.pk}))
    panels.register("nothing", lambda _found: None)

    shown = panels.panels_of(organisation)
    panels.unregister("test")
    panels.unregister("nothing")

    assert {"of": organisation.pk} in [panel.context for panel in shown]


def test_hidden_sheet_is_for_those_who_keep_it(client, person, client_for):
    organisation = OrganisationFactory(state=OrganisationState.HIDDEN)

    assert client.get(organisation.get_absolute_url()).status_code == 404
    officer = client_for(person(Role.OFFICER))
    assert "n’est pas publique" in page_of(officer, organisation.get_absolute_url())


def test_csv_defuses_formulas_and_follows_the_filters(client):
    OrganisationFactory(name="=HYPERLINK(1)", family=Family.MUTUAL)
    OrganisationFactory(name="Autre", family=Family.COMPANY)

    answer = client.get("/annuaire/export.csv?famille=mutual")
    rows = b"".join(answer.streaming_content).decode().splitlines()

    assert rows[0].startswith("\ufeffnom;sigle;famille")
    assert [row.split(";")[0] for row in rows[1:]] == ["'=HYPERLINK(1)"]


def test_map_has_its_twin_in_rows(client):
    organisation = OrganisationFactory(name="Écluse", lat=48.7, lon=2.2)

    html = page_of(client, "/annuaire/carte/")

    assert f'<th scope="row"><a href="/annuaire/{organisation.slug}/">Écluse</a>' in html
    assert client.get("/annuaire/carte/contours.geojson").json()["features"] == []


def test_feed_tells_the_new_actors(client):
    OrganisationFactory(name="Écluse", summary="Un lieu au bord de l’eau.")

    feed = page_of(client, "/annuaire/nouveautes.atom")

    assert "<title>Écluse</title>" in feed
    assert "Un lieu au bord de l’eau." in feed


def test_list_speaks_english(client):
    OrganisationFactory()

    assert "1 organisation" in page_of(client, "/en/annuaire/")
