"""Filters, facets, map and exports say exactly what plain SQL would say, in few queries."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.directory import exports, queries
from terreau.directory.enums import Family, OfferKind, OfferState, OrganisationKind, OrganisationState
from terreau.directory.models import Organisation, Subject
from terreau.directory.queries import Filters, facets_of, map_points, organisations_for_list
from terreau.directory.queries.listing import MAP_POINTS
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FAMILIES = [Family.ASSOCIATION, Family.MUTUAL, Family.PUBLIC]
KINDS = [OfferKind.LOAN, OfferKind.ADVICE]
COMMUNES = ["92071", "92014"]


@pytest.fixture(autouse=True)
def _fresh_caches():
    from django.core.cache import cache

    from terreau.directory.queries import listing

    cache.clear()
    listing._kept.clear()


def some(values):
    return st.lists(st.sampled_from(values), unique=True, max_size=2).map(tuple)


sheets = st.lists(
    st.tuples(
        st.sampled_from(["Épicerie", "Garage solidaire", "Garage"]),
        st.sampled_from(FAMILIES),
        st.sampled_from([*COMMUNES, ""]),
        some(KINDS),
        st.sampled_from([OfferState.PUBLISHED, OfferState.DRAFT]),
        st.sampled_from([OrganisationState.PUBLISHED, OrganisationState.HIDDEN]),
    ),
    max_size=6,
)
asked = st.builds(
    Filters,
    text=st.sampled_from(["", "garage", "GARAGE  soli", "epicerie", "rien"]),
    families=some(FAMILIES),
    communes=some(COMMUNES),
    kinds=some(KINDS),
)


def keeps(filters: Filters, sheet, *, but: str = "") -> bool:
    """The rule of the list in plain words of Python."""
    name, family, commune, kinds, offer_state, state = sheet
    from terreau.kernel.text import fold

    open_kinds = set(kinds) if offer_state == OfferState.PUBLISHED else set()
    return (
        state == OrganisationState.PUBLISHED
        and all(word in fold(name) for word in fold(filters.text).split())
        and (but == "families" or not filters.families or family in filters.families)
        and (but == "communes" or not filters.communes or commune in filters.communes)
        and (but == "kinds" or not filters.kinds or bool(open_kinds & set(filters.kinds)))
    )


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets=sheets, filters=asked)
def test_list_and_facets_are_what_plain_rules_say(sheets, filters):
    Organisation.objects.filter(teams__offers__isnull=False).update(state=OrganisationState.HIDDEN)
    Organisation.objects.update(state=OrganisationState.HIDDEN)
    wanted = []
    for sheet in sheets:
        name, family, commune, kinds, offer_state, state = sheet
        place = CommuneFactory(code=commune) if commune else None
        made = OrganisationFactory(name=name, family=family, commune=place, state=state)
        made.fold()
        made.save()
        for kind in kinds:
            OfferFactory(team__organisation=made, kind=kind, state=offer_state)
        if keeps(filters, sheet):
            wanted.append((made.sort_name, made.pk))

    found = facets_of(filters)

    listed = [(one.name, one.pk) for one in organisations_for_list(filters)]
    assert [pk for _name, pk in listed] == [pk for _name, pk in sorted(wanted)]
    assert found.total == len(wanted)
    for options, facet, place in (
        (found.families, "families", 1),
        (found.communes, "communes", 2),
    ):
        others = [sheet for sheet in sheets if keeps(filters, sheet, but=facet)]
        for option in options:
            assert option["count"] == sum(sheet[place] == option["value"] for sheet in others)
    others = [sheet for sheet in sheets if keeps(filters, sheet, but="kinds")]
    for option in found.kinds:
        open_ones = [one for one in others if one[4] == OfferState.PUBLISHED]
        assert option["count"] == sum(option["value"] in one[3] for one in open_ones)


@pytest.mark.parametrize("text", ["219200714", "219 200 714", "21920071400018", "219.200.714.00018"])
def test_an_identifier_finds_its_owner(text):
    owner = OrganisationFactory(siren="219200714", siret="21920071400018")
    OrganisationFactory()

    assert list(organisations_for_list(Filters(text=text))) == [owner]


def test_newest_first_when_asked():
    first, second = OrganisationFactory(name="A"), OrganisationFactory(name="B")

    assert list(organisations_for_list(Filters(sort="newest"))) == [second, first]
    assert queries.newest(1) == [second]


def test_ways_out_of_an_empty_list_name_each_filter_that_gives_something():
    sceaux = CommuneFactory(code="92071")
    OrganisationFactory(family=Family.ASSOCIATION, commune=sceaux, folded="garage")
    filters = Filters(text="garage", families=("mutual",), communes=("92071",))

    found = queries.wider(filters)

    assert [(name, number) for name, _larger, number in found] == [("families", 1)]


def test_facets_are_kept_until_the_directory_changes(django_assert_num_queries):
    organisation = OrganisationFactory(family=Family.MUTUAL)
    version = queries.directory_version()
    facets_of(Filters(), version)

    with django_assert_num_queries(0):
        assert facets_of(Filters(sort="newest"), version).total == 1
    Organisation.objects.filter(pk=organisation.pk).update(updated_at="2030-01-01T00:00:00Z")

    assert queries.directory_version() != version


def test_kept_facets_never_grow_without_end():
    from terreau.directory.queries import listing

    for number in range(listing.KEPT + 5):
        facets_of(Filters(), f"v{number}")

    assert len(listing._kept) <= listing.KEPT


@pytest.mark.parametrize(
    "page",
    ["/annuaire/", "/annuaire/export.csv", "/annuaire/nouveautes.atom", "/annuaire/carte/points.geojson"],
)
def test_pages_take_as_many_queries_for_two_hundred_as_for_twenty(client, settings, page):
    settings.TERREAU_PAGE_CACHE = False
    counts = []
    for number in (20, 200):
        place = CommuneFactory(code="92071")
        OrganisationFactory.create_batch(number - Organisation.objects.count(), commune=place, lat=48, lon=2)
        client.get("/annuaire/?z=0")
        with CaptureQueriesContext(connection) as taken:
            answer = client.get(f"{page}?famille=association&n={number}")
            b"".join(answer)
        counts.append(len(taken))

    assert counts[0] == counts[1]


def rows_of(client, address: str) -> list[list[str]]:
    answer = client.get(address)
    assert answer.streaming
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_of_the_csv_is_a_formula(client, start):
    OrganisationFactory(name=f"{start}cmd|' /C calc'!A0", summary=f"{start}1+1;2")

    row = rows_of(client, "/annuaire/export.csv")[1]

    assert (row[0], row[4]) == (f"'{start}cmd|' /C calc'!A0", f"'{start}1+1;2")


def test_csv_gives_every_published_sheet_with_plain_numbers(client):
    brest = CommuneFactory(name="Brest")
    OrganisationFactory(name="Écluse", commune=brest, lat=48.39, lon=-4.48, slug="ecluse")
    OrganisationFactory(state=OrganisationState.HIDDEN)

    header, *rows = rows_of(client, "/annuaire/export.csv")

    assert [dict(zip(header, row, strict=True)) for row in rows] == [
        {
            "nom": "Écluse",
            "sigle": "",
            "famille": "Association",
            "rôle": "Acteur de l’ESS",
            "en quelques mots": "",
            "siren": "",
            "siret": "",
            "site": "",
            "adresse": "",
            "code postal": "",
            "commune": "Brest",
            "lat": "48.39",
            "lon": "-4.48",
            "fiche": "/annuaire/ecluse/",
        }
    ]


def test_feed_is_valid_atom_whatever_people_paste(client):
    OrganisationFactory(name="A & <b>", summary="Collé\x08 d’un \x1bPDF", slug="a")
    OrganisationFactory(name="Mutuelle", family=Family.MUTUAL)
    OrganisationFactory(state=OrganisationState.SUGGESTED)

    feed = ET.fromstring(client.get("/annuaire/nouveautes.atom").content)

    entries = [
        [entry.findtext(f"{ATOM}{tag}") for tag in ("title", "summary")]
        for entry in feed.iter(f"{ATOM}entry")
    ]
    assert entries == [["Mutuelle", "Mutuelle"], ["A & <b>", "Collé d’un PDF"]]
    assert all(feed.findtext(f"{ATOM}{tag}") for tag in ("id", "title", "updated"))
    for entry in feed.iter(f"{ATOM}entry"):
        assert all(entry.findtext(f"{ATOM}{tag}") for tag in ("id", "updated", "published"))


@pytest.mark.parametrize(
    ("zone", "found"),
    [
        ("2,48,3,49", {"Sceaux"}),
        ("2.2,48.7,2.2,48.7", {"Sceaux", "Marseille"}),  # no surface: the whole map
        ("3,49,2,48", {"Sceaux", "Marseille"}),
        ("nan,48,3,49", {"Sceaux", "Marseille"}),
        ("2,48,3", {"Sceaux", "Marseille"}),
        ("-181,-90,180,90", {"Sceaux", "Marseille"}),
        ("-180,-90,180,90", {"Sceaux", "Marseille"}),
        ("10,10,11,11", set()),
        ("2.2,48.7,3,49", {"Sceaux"}),  # the edge belongs to the box
    ],
)
def test_map_keeps_to_a_box_that_makes_sense(client, zone, found):
    OrganisationFactory(name="Sceaux", lat=48.7, lon=2.2)
    OrganisationFactory(name="Marseille", lat=43.3, lon=5.4)
    OrganisationFactory(name="Sans place")

    points = client.get(f"/annuaire/carte/points.geojson?zone={zone}").json()

    assert points["type"] == "FeatureCollection"
    assert {feature["properties"]["name"] for feature in points["features"]} == found
    for feature in points["features"]:
        lon, lat = feature["geometry"]["coordinates"]
        assert (lon, lat) in {(2.2, 48.7), (5.4, 43.3)}


def test_map_says_when_points_are_left_out():
    OrganisationFactory.create_batch(MAP_POINTS + 1, lat=48, lon=2)

    points, truncated = map_points(Filters())

    assert (len(points), truncated) == (MAP_POINTS, True)


def test_data_for_search_engines_says_what_is_known_and_no_more():
    sceaux = CommuneFactory(name="Sceaux")
    full = OrganisationFactory.build(
        name="Écluse",
        acronym="ÉC",
        family=Family.COOPERATIVE,
        siren="219200714",
        postal_code="92330",
        commune=sceaux,
        website="https://ecluse.test",
    )
    bare = OrganisationFactory.build(name="Nue")

    assert exports.json_ld(full, "/x") == {
        "@context": "https://schema.org",
        "@type": "Organization",
        "name": "Écluse",
        "alternateName": "ÉC",
        "url": "https://ecluse.test",
        "taxID": "219200714",
        "address": {
            "@type": "PostalAddress",
            "addressCountry": "FR",
            "postalCode": "92330",
            "addressLocality": "Sceaux",
        },
    }
    assert exports.json_ld(bare, "/x") == {
        "@context": "https://schema.org",
        "@type": "NGO",
        "name": "Nue",
        "url": "/x",
    }


def test_sheet_shows_open_offers_with_subjects_and_where_facts_come_from(client):
    from terreau.directory.models import FieldSource
    from terreau.directory.queries.sheets import for_sheet

    organisation = OrganisationFactory(kind=OrganisationKind.SUPPORT)
    for state in (OfferState.PUBLISHED, OfferState.DRAFT):
        offer = OfferFactory(team__organisation=organisation, state=state, title=state)
        offer.subjects.set(Subject.objects.filter(code__in=["local", "financement"]))
    for field, source, day in (
        ("name", "le_marche", "2020-12-18"),
        ("siren", "le_marche", "2021-01-01"),
        ("summary", "person", "2026-01-01"),
    ):
        FieldSource.objects.create(organisation=organisation, field=field, source=source, as_of=day)

    sheet = queries.sheet_of(for_sheet().get(pk=organisation.pk))

    assert [(one.offer.title, len(one.subjects)) for one in sheet.offers] == [("published", 2)]
    assert [(one.label, one.as_of.isoformat()) for one in sheet.provenance] == [
        ("Le Marché de l’inclusion", "2021-01-01")
    ]
    assert list(queries.published()) == [organisation]


def test_json_of_the_sheet_cannot_leave_its_element(client):
    organisation = OrganisationFactory(name="</script><script>alert(1)</script>&amp;")

    html = client.get(organisation.get_absolute_url()).content.decode()

    assert "<script>alert" not in html
    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(block)["name"] == organisation.name
