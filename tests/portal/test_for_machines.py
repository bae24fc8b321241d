"""What other programs read of the site: sitemaps, the OpenSearch description, data open to other origins."""

import datetime as dt
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terreau.directory.models import Organisation
from terreau.portal import sitemaps
from tests.factories.directory import OrganisationFactory
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
DAY = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def locations(client, address: str) -> list[str]:
    return [one.text for one in ET.fromstring(client.get(address).content).iter(f"{MAP}loc")]


@pytest.fixture
def many():
    made = [
        Organisation(name=f"S {n}", slug=f"s-{n}", updated_at=DAY + dt.timedelta(days=n)) for n in range(5)
    ]
    Organisation.objects.bulk_create(made)
    OrganisationFactory(slug="cachee", state="hidden")


@pytest.mark.parametrize("limit", [4, 3])  # a page may end between the two languages of an object
def test_sitemap_is_cut_into_files_that_hold_each_page_once(client, many, monkeypatch, limit):
    monkeypatch.setattr(sitemaps.Organisations, "limit", limit)

    parts = [address for address in locations(client, "/sitemap.xml") if "structures" in address]
    pages = [
        address for part in parts for address in locations(client, part.removeprefix("http://testserver"))
    ]

    assert len(parts) == -(-10 // limit)
    assert sorted(pages) == sorted(
        f"http://testserver{prefix}/annuaire/s-{n}/" for n in range(5) for prefix in ("", "/en")
    )


def test_sitemap_of_many_reads_only_its_part(client, many, monkeypatch, settings):
    settings.TERREAU_PAGE_CACHE = False
    monkeypatch.setattr(sitemaps.Organisations, "limit", 4)

    with CaptureQueriesContext(connection) as taken:
        client.get("/sitemap-structures.xml?p=2")

    read = [query["sql"] for query in taken.captured_queries if "slug" in query["sql"]]
    assert len(read) == 1
    assert "LIMIT 2 OFFSET 2" in read[0]


def test_sitemap_says_when_each_page_changed(client, many):
    index = ET.fromstring(client.get("/sitemap.xml").content)
    pages = ET.fromstring(client.get("/sitemap-structures.xml").content)

    latest = {one.findtext(f"{MAP}loc"): one.findtext(f"{MAP}lastmod") for one in index}
    assert latest["http://testserver/sitemap-structures.xml"].startswith("2026-03-05")
    assert [one.findtext(f"{MAP}lastmod")[:10] for one in pages][:2] == ["2026-03-01", "2026-03-01"]


def test_browser_can_add_the_search_of_the_site(client, settings):
    OperatorFactory()
    settings.BASE_URL = "https://ess.exemple.test"

    page = client.get("/").content.decode()
    answer = client.get("/opensearch.xml")
    found = ET.fromstring(answer.content)

    assert 'rel="search" type="application/opensearchdescription+xml"' in page
    assert answer["Content-Type"].startswith("application/opensearchdescription+xml")
    assert len(found.findtext(f"{SEARCH}ShortName")) <= 16  # the standard asks so
    assert found.findtext(f"{SEARCH}LongName") == "Terreau – Ville de Sceaux"
    templates = [one.get("template") for one in found.iter(f"{SEARCH}Url")]
    assert templates[0] == "https://ess.exemple.test/recherche/?q={searchTerms}"


@pytest.mark.parametrize(
    "address", ["/api/v1/", "/api/v1/organisations", "/annuaire/export.geojson", "/annuaire/nouveautes.atom"]
)
def test_other_sites_read_public_data_without_cookies(client, address):
    answer = client.get(address, headers={"Origin": "https://ailleurs.exemple.test"})

    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in answer


def test_kept_answer_is_open_too(client, settings):
    settings.TERREAU_PAGE_CACHE = True
    etag = client.get("/api/v1/subjects")["ETag"]

    again = client.get("/api/v1/subjects", headers={"If-None-Match": etag})

    assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    assert "ETag" in again["Access-Control-Expose-Headers"]


@pytest.mark.parametrize(("method", "allowed"), [("GET", True), ("POST", False), ("DELETE", False)])
def test_only_reading_is_promised_beforehand(client, method, allowed):
    headers = {"Origin": "https://ailleurs.exemple.test", "Access-Control-Request-Method": method}

    answer = client.options("/api/v1/organisations", headers=headers)

    assert answer.status_code == 204
    assert ("Access-Control-Allow-Origin" in answer) is allowed


@pytest.mark.parametrize("address", ["/", "/annuaire/", "/compte/connexion/", "/annuaire/export/"])
def test_pages_stay_closed_to_the_scripts_of_other_sites(client, address):
    answer = client.get(address, headers={"Origin": "https://ailleurs.exemple.test"})

    assert "Access-Control-Allow-Origin" not in answer
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
