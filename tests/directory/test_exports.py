"""Lists to take away: every format tells the same rows, no cell runs, nothing private leaves."""

import csv
import datetime as dt
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from terreau.directory.actions import merge_organisations
from terreau.directory.enums import Family, OrganisationState
from terreau.directory.exports import formats, records
from terreau.directory.models import Organisation
from terreau.kernel.privacy import Privacy
from terreau.search import actions as search
from terreau.search.queries import Query
from terreau.search.queries import search as found
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory, TeamFactory
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/annuaire/export."
FILTERS = ["", "famille=mutual", "q=garage", "famille=association&commune=92071", "q=rien", "tri=newest"]


def body(client, extension: str, query: str = "") -> bytes:
    answer = client.get(f"{ADDRESS}{extension}?{query}")
    assert (answer.status_code, answer.streaming) == (200, True)
    return b"".join(answer.streaming_content)


def csv_rows(client, query: str = "") -> list[dict[str, str]]:
    text = body(client, "csv", query).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def workbook(client, query: str = ""):
    return load_workbook(io.BytesIO(body(client, "xlsx", query)))


@pytest.fixture
def directory():
    sceaux = CommuneFactory(code="92071", name="Sceaux")
    OrganisationFactory(name="Garage solidaire", slug="garage", commune=sceaux, lat=48.78, lon=2.29)
    OrganisationFactory(name="Mutuelle", slug="mutuelle", family=Family.MUTUAL, lat=48.39, lon=-4.48)
    OrganisationFactory(name="Garage du Sud", slug="garage-du-sud", family=Family.COOPERATIVE)
    for state in (OrganisationState.HIDDEN, OrganisationState.SUGGESTED):
        OrganisationFactory(name=f"Garage {state}", state=state, lat=48.7, lon=2.2)


@pytest.mark.parametrize("query", FILTERS)
def test_every_format_tells_the_rows_of_the_list(client, directory, query):
    listed = [one.slug for one in client.get(f"/annuaire/?{query}").context["page"].object_list]

    table = [row["fiche"] for row in csv_rows(client, query)]
    plain = json.loads(body(client, "json", query))
    geo = json.loads(body(client, "geojson", query))
    gogo = json.loads(body(client, "gogocarto.json", query))
    sheet = list(workbook(client, query)["Structures"].iter_rows(values_only=True))[1:]

    urls = [f"http://127.0.0.1:8000/annuaire/{slug}/" for slug in listed]
    assert table == [row[-1] for row in sheet] == urls
    assert [one["slug"] for one in plain["organisations"]] == listed
    assert [one["id"] for one in geo["features"]] == listed
    placed = [one["id"] for one in geo["features"] if one["geometry"]]
    assert [one["id"] for one in gogo["data"]] == placed


def api_total(client) -> int:
    answer, total = client.get("/api/v1/organisations?limit=2").json(), 0
    while True:
        total += len(answer["items"])
        if answer["next"] is None:
            return total
        answer = client.get(answer["next"]).json()


def test_list_menu_export_map_and_api_count_the_same(client, directory, officer):
    """What has ceased, is hidden or was united with another is in none of them."""
    gone = OrganisationFactory(name="Fermée", slug="fermee", ceased_on=dt.date(2024, 1, 1), lat=48.0, lon=2.0)
    OfferFactory(team=TeamFactory(organisation=gone))
    kept, twin = OrganisationFactory(name="Jumeau"), OrganisationFactory(name="Jumelle")
    merge_organisations(kept=kept, gone=twin, choices={}, by=officer)

    page = client.get("/annuaire/")
    listed = len(page.context["page"].object_list)
    menu = re.search(r'Télécharger la liste <span class="soft">\((\d+)\)', page.content.decode())
    marks = client.get("/annuaire/carte/reperes.json").json()

    assert listed == 4
    assert (page.context["facets"].total, len(csv_rows(client)), api_total(client)) == (4, 4, 4)
    assert int(menu[1]) == 4
    assert sum(one["count"] for one in page.context["facets"].families) == 4
    assert found("offer", Query()).total == 0
    assert marks["count"] == 2
    assert client.get("/annuaire/fermee/").status_code == 200
    assert client.get("/api/v1/organisations/fermee").status_code == 200


@pytest.mark.parametrize("extension", formats.FORMATS)
def test_what_has_ceased_or_is_hidden_never_leaves(client, extension):
    OrganisationFactory(name="Fermée", slug="fermee", ceased_on=dt.date(2024, 1, 1), lat=48.0, lon=2.0)
    OrganisationFactory(name="Masquée", slug="masquee", state=OrganisationState.HIDDEN, lat=48.0, lon=2.0)
    OrganisationFactory(name="Ouverte", slug="ouverte", lat=48.0, lon=2.0)

    content = body(client, extension)
    if extension == "xlsx":
        content = repr(list(workbook(client)["Structures"].values)).encode()

    assert [word in content for word in (b"fermee", b"masquee", b"ouverte")] == [False, False, True]


def test_only_public_fields_leave():
    fields = {name.split("__")[0] for name in records.FIELDS}

    assert {name for name in fields if Organisation.PRIVACY[name] != Privacy.PUBLIC} == set()


def test_files_say_where_they_come_from_and_under_which_licence(client, settings):
    settings.DATA_LICENCE, settings.DATA_LICENCE_URL = "ODbL 1.0", "https://licence.exemple.test/"
    OperatorFactory()
    OrganisationFactory()

    plain = json.loads(body(client, "json"))
    about = list(workbook(client)["Lisez-moi"].iter_rows(values_only=True))
    page = client.get("/annuaire/").content.decode()

    assert (plain["source"], plain["licence"], plain["licence_url"]) == (
        "Ville de Sceaux",
        "ODbL 1.0",
        "https://licence.exemple.test/",
    )
    assert about == [
        ("Source", "Ville de Sceaux", "http://127.0.0.1:8000"),
        ("Licence", "ODbL 1.0", "https://licence.exemple.test/"),
    ]
    assert '<a href="https://licence.exemple.test/">ODbL 1.0</a>' in page


def test_one_row_of_each_format_in_full(client):
    brest = CommuneFactory(code="29019", name="Brest")
    OrganisationFactory(
        name="Écluse", slug="ecluse", commune=brest, lat=48.39, lon=-4.48, siren="123456782",
        siret="12345678200010", labels=["esus"], address="1 quai", postal_code="29200",
        opening_hours={"2": [["09:00", "12:00"]]},
    )  # fmt: skip

    row = csv_rows(client)[0]
    gogo = json.loads(body(client, "gogocarto.json"))
    feature = json.loads(body(client, "geojson"))["features"][0]

    assert {name: value for name, value in row.items() if value} == {
        "nom": "Écluse",
        "famille": "Association",
        "rôle": "Acteur de l’ESS",
        "agréments": row["agréments"],
        "siren": "123456782",
        "siret": "12345678200010",
        "adresse": "1 quai",
        "code postal": "29200",
        "commune": "Brest",
        "code Insee": "29019",
        "lat": "48.39",
        "lon": "-4.48",
        "horaires": row["horaires"],
        "fiche": "http://127.0.0.1:8000/annuaire/ecluse/",
    }
    assert row["horaires"].startswith("mardi")
    assert feature["geometry"] == {"type": "Point", "coordinates": [-4.48, 48.39]}
    assert (gogo["ontology"], gogo["data"][0]["geo"]) == ("gogofull", {"latitude": 48.39, "longitude": -4.48})
    assert gogo["data"][0]["address"] == {
        "streetAddress": "1 quai",
        "postalCode": "29200",
        "addressLocality": "Brest",
        "addressCountry": "FR",
    }


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(client, start):
    nasty = f"{start}cmd|' /C calc'!A0"
    OrganisationFactory(name=nasty, summary=f"{start}1+1;2")

    row = csv_rows(client)[0]
    cells = next(workbook(client)["Structures"].iter_rows(min_row=2))

    assert (row["nom"], row["en quelques mots"]) == (f"'{nasty}", f"'{start}1+1;2")
    assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n"}  # "f" would be a formula
    # XML reads a lone carriage return as an end of line.
    assert cells[0].value.replace("\r", "\n").replace("_x000D_", "\n") == nasty.replace("\r", "\n")


def test_identifiers_stay_text_in_a_workbook(client):
    OrganisationFactory(siren="012345678", siret=None, postal_code="01000")

    cells = next(workbook(client)["Structures"].iter_rows(min_row=2, values_only=True))

    assert "012345678" in cells
    assert "01000" in cells


@pytest.mark.parametrize("extension", formats.FORMATS)
def test_control_signs_never_reach_a_file(client, extension):
    sign = "\x08" if connection.vendor == "postgresql" else "\x00"  # PostgreSQL holds no NUL
    OrganisationFactory(name=f"Ate{sign}lier\x1b", summary="Col\x0blé", lat=48.0, lon=2.0)

    content = body(client, extension)
    if extension == "xlsx":
        content = workbook(client)["Structures"]["A2"].value.encode()

    assert b"Atelier" in content
    assert not set(content) & set(range(9))


def test_unknown_format_is_not_there(client):
    assert client.get(f"{ADDRESS}exe").status_code == 404


def test_workbook_too_long_is_refused_with_the_next_step(client, monkeypatch):
    short = formats.Format("xlsx", "XLSX", "", "x/y", formats.spreadsheets.organisations_xlsx, most=1)
    monkeypatch.setitem(formats.FORMATS, "xlsx", short)
    OrganisationFactory.create_batch(2)

    answer = client.get(f"{ADDRESS}xlsx")
    page = client.get("/annuaire/").content.decode()

    assert answer.status_code == 413
    assert "Choisissez le CSV" in answer.content.decode()
    assert f'href="{ADDRESS}xlsx"' not in page


@pytest.mark.slow
@pytest.mark.parametrize("extension", formats.FORMATS)
def test_ten_thousand_rows_leave_in_few_queries(client, extension):
    made = [
        Organisation(name=f"Structure {n}", slug=f"structure-{n}", sort_name=f"{n:06}", lat=48, lon=2)
        for n in range(10_000)
    ]
    publish(made)

    with CaptureQueriesContext(connection) as taken:
        content = body(client, extension)

    # One for each thousand rows, and those of the question itself.
    assert len(taken) <= 10 + 8
    if extension == "csv":
        assert content.count(b"\r\n") == 10_001
    elif extension != "xlsx":
        assert content.count(b"/annuaire/structure-") == 10_000


def publish(rows: list[Organisation]) -> None:
    """Write sheets straight to the table, and have them indexed."""
    Organisation.objects.bulk_create(rows)
    search.mark_all(kind="organisation")
    search.rebuild(kind="organisation")


def test_file_holds_little_while_it_leaves(client):
    """What leaves first has left before what comes last is read."""
    publish(
        [Organisation(name=f"S {n}", slug=f"s-{n}", sort_name=f"{n:06}") for n in range(records.CHUNK + 10)]
    )
    answer = client.get(f"{ADDRESS}csv")

    parts = iter(answer.streaming_content)
    with CaptureQueriesContext(connection) as first:
        [next(parts) for _ in range(3)]
    with CaptureQueriesContext(connection) as rest:
        list(parts)

    sheets = [
        sum('"directory_organisation"."summary"' in query["sql"] for query in part.captured_queries)
        for part in (first, rest)
    ]
    assert sheets == [1, 1]


def test_feed_honours_the_filters(client):
    OrganisationFactory(name="Association", family=Family.ASSOCIATION)
    OrganisationFactory(name="Mutuelle", family=Family.MUTUAL)

    text = client.get("/annuaire/nouveautes.atom?famille=mutual").content.decode()

    assert "<title>Mutuelle</title>" in text
    assert "<title>Association</title>" not in text
    assert 'href="http://testserver/annuaire/nouveautes.atom?famille=mutual"' in text
