"""Filters, facets, map and exports say exactly what plain SQL would say, in few queries."""

import json
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.directory import queries
from terreau.directory.enums import Family, OfferKind, OfferState, OrganisationKind, OrganisationState
from terreau.directory.models import Organisation, Subject
from terreau.directory.queries import Filters, listing
from terreau.kernel.text import fold
from terreau.search.actions import mark
from terreau.search.analysis import terms
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FAMILIES = [Family.ASSOCIATION, Family.MUTUAL, Family.PUBLIC]
KINDS = [OfferKind.LOAN, OfferKind.ADVICE]
COMMUNES = ["92071", "92014"]


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
    text=st.sampled_from(["", "garages", "GARAGE", "solidaire", "epicerie", "rien"]),
    families=some(FAMILIES),
    communes=some(COMMUNES),
    kinds=some(KINDS),
)


def keeps(filters: Filters, sheet, *, but: str = "") -> bool:
    """The rule of the list in plain words of Python."""
    name, family, commune, kinds, offer_state, state = sheet
    open_kinds = set(kinds) if offer_state == OfferState.PUBLISHED else set()
    return (
        state == OrganisationState.PUBLISHED
        and set(terms(filters.text)) <= set(terms(name))
        and (but == "families" or not filters.families or family in filters.families)
        and (but == "communes" or not filters.communes or commune in filters.communes)
        and (but == "kinds" or not filters.kinds or bool(open_kinds & set(filters.kinds)))
    )


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(sheets=sheets, filters=asked)
def test_list_and_facets_are_what_plain_rules_say(sheets, filters):
    mark(kind="organisation", keys=Organisation.objects.values_list("pk", flat=True))
    Organisation.objects.update(state=OrganisationState.HIDDEN)
    mark(kind="organisation", keys=Organisation.objects.values_list("pk", flat=True))
    wanted = []
    for sheet in sheets:
        name, family, commune, kinds, offer_state, state = sheet
        place = CommuneFactory(code=commune) if commune else None
        sort_name = fold(name)
        made = OrganisationFactory(name=name, family=family, commune=place, state=state, sort_name=sort_name)
        for kind in kinds:
            OfferFactory(team__organisation=made, kind=kind, state=offer_state)
        if keeps(filters, sheet):
            wanted.append((made.sort_name, made.pk))

    page = listing(replace(filters, sort="name"))
    found = page.facets

    assert [one.pk for one in page.organisations] == [pk for _name, pk in sorted(wanted)]
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

    assert listing(Filters(text=text)).organisations == [owner]


def test_newest_first_when_asked():
    first, second = OrganisationFactory(name="A"), OrganisationFactory(name="B")

    assert listing(Filters(sort="newest")).organisations == [second, first]
    assert queries.newest(1) == [second]


def test_ways_out_of_an_empty_list_name_each_filter_that_gives_something():
    sceaux = CommuneFactory(code="92071")
    OrganisationFactory(family=Family.ASSOCIATION, commune=sceaux, name="Garage")
    filters = Filters(text="garage", families=("mutual",), communes=("92071",))

    found = queries.wider(filters)

    assert [(name, number) for name, _larger, number in found] == [("families", 1)]


def test_the_version_changes_with_the_directory():
    organisation = OrganisationFactory(family=Family.MUTUAL)
    before = queries.listing(Filters()).version

    mark(kind="organisation", keys=[organisation.pk])

    assert queries.listing(Filters()).version != before


@pytest.mark.parametrize(
    "page",
    [
        "/annuaire/",
        "/annuaire/export.csv",
        "/annuaire/nouveautes.atom",
        "/annuaire/carte/reperes.json",
        "/annuaire/carte/",
    ],
)
def test_pages_take_as_many_queries_for_two_hundred_as_for_twenty(client, settings, page):
    settings.TERREAU_PAGE_CACHE = False
    counts = []
    for number in (20, 200):
        place = CommuneFactory(code="92071")
        OrganisationFactory.create_batch(number - Organisation.objects.count(), commune=place, lat=48, lon=2)
        b"".join(client.get(f"{page}?famille=association&n=0"))  # what a process keeps of the index is read
        with CaptureQueriesContext(connection) as taken:
            answer = client.get(f"{page}?famille=association&n={number}")
            b"".join(answer)
        counts.append(len(taken))

    assert counts[0] == counts[1]


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

    sheet = queries.sheet_of(for_sheet(organisation.slug))

    assert [(one.offer.title, len(one.subjects)) for one in sheet.offers] == [("published", 2)]
    assert [(one.source, one.as_of.isoformat(), one.fields) for one in sheet.origins] == [
        ("Saisie par une personne", "2026-01-01", ["en quelques mots"]),
        ("Le Marché de l’inclusion", "2021-01-01", ["SIREN"]),
        ("Le Marché de l’inclusion", "2020-12-18", ["nom"]),
    ]
    assert list(queries.published()) == [organisation]


def test_json_of_the_sheet_cannot_leave_its_element(client):
    organisation = OrganisationFactory(name="</script><script>alert(1)</script>&amp;")

    html = client.get(organisation.get_absolute_url()).content.decode()

    assert "<script>alert" not in html
    block = html.split('<script type="application/ld+json">')[1].split("</script>")[0]
    assert json.loads(block)["name"] == organisation.name
