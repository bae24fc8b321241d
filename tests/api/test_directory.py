"""The directory through the API: the filters, the counts and the order of its page; cursors that hold."""

import base64
import datetime as dt

import pytest
from django.http import QueryDict
from django.test import RequestFactory

from terreau.accounts.enums import Role
from terreau.api.routes import api
from terreau.directory import actions, queries
from terreau.directory.enums import Family, NetworkKind, OfferKind, OfferState
from terreau.directory.filters import filters_of, querystring_of
from terreau.directory.models import NetworkMembership, Organisation
from terreau.directory.queries import Filters, reading
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.kernel.privacy import Privacy
from terreau.search.actions import mark
from tests.factories import partnerships
from tests.factories.directory import CommuneFactory, OfferFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/organisations"
FACETS = f"{LIST}/facets"
BY = Actor.system("test")
ORDERS = ["", "q=epicerie", "tri=name", "point=48.7786,2.2906&km=20", "famille=mutual"]
EVERYTHING = Filters(
    text="épicerie",
    families=(Family.ASSOCIATION, Family.MUTUAL),
    communes=("92071",),
    kinds=(OfferKind.LOAN,),
    labels=("esus",),
    networks=("france-active",),
    activities=("94.99Z",),
    territory="department-92",
    near="Sceaux",
    point=(48.77, 2.29),
    km=20,
    sort="name",
    exact=True,
    box=(2.0, 48.0, 3.0, 49.0),
)


@pytest.fixture(autouse=True)
def _no_kept_pages(settings):
    settings.TERREAU_PAGE_CACHE = False


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


def names(client, question: str) -> list[str]:
    return [item["name"] for item in client.get(f"{LIST}?{question}").json()["items"]]


def walk(client, question: str, *, between=lambda: None) -> list[str]:
    """Read a whole list, page by page; something may happen between two pages."""
    seen, address = [], f"{LIST}?{question}"
    while address:
        answer = client.get(address).json()
        seen += [item["slug"] for item in answer["items"]]
        address = answer["next"]
        between()
    return seen


def some_organisations(count: int) -> list[Organisation]:
    sceaux = CommuneFactory(code="92071", name="Sceaux", lat=48.7786, lon=2.2906)
    made = [
        Organisation(
            name=f"Épicerie {number}",
            slug=f"epicerie-{number}",
            sort_name=f"epicerie {number:03}",
            family=Family.ASSOCIATION if number % 2 else Family.MUTUAL,
            activity="94.99Z" if number % 3 else "47.11A",
            commune=sceaux,
            lat=48.7786 + number / 10_000,
            lon=2.2906,
        )
        for number in range(count)
    ]
    Organisation.objects.bulk_create(made)
    mark(kind="organisation", keys=[one.pk for one in made])
    return made


def test_the_filters_are_those_of_the_page_under_the_same_names():
    of_page = set(QueryDict(querystring_of(EVERYTHING)))
    described = api.get_openapi_schema(path_prefix="/api/v1/")["paths"]

    for address in (LIST, FACETS):
        names = {one["name"] for one in described[address]["get"]["parameters"]}
        assert names - of_page == {"limit", "cursor", "updated_since"}
        assert of_page <= names


def test_an_address_of_the_page_is_read_as_it_was_written():
    request = RequestFactory().get(f"/annuaire/?{querystring_of(EVERYTHING)}")

    assert filters_of(request) == EVERYTHING


@pytest.mark.parametrize(
    "question",
    [
        "q=epiceries",
        "famille=association&tri=name",
        "famille=association&famille=mutual&activite=94.99Z&tri=name",
        "commune=92071&tri=name",
        "pres=Sceaux&km=2",
        "point=48.7786,2.2906&km=2&tri=distance",
        "zone=2.2,48.7,2.3,48.7796&tri=name",
        "q=epicerie+3&exact=1",
        "territoire=department-75",
    ],
)
def test_list_and_counts_are_those_of_the_page(client, question):
    some_organisations(12)
    filters = filters_of(RequestFactory().get(f"/annuaire/?{question}"))
    page = queries.listing(filters, size=100)

    answer = client.get(f"{LIST}?{question}&limit=100").json()
    facets = client.get(f"{FACETS}?{question}").json()

    assert [item["slug"] for item in answer["items"]] == [one.slug for one in page.organisations]
    assert answer["total"] == facets["total"] == page.total
    assert facets["famille"] == page.facets.families
    assert facets["commune"] == page.facets.communes


def test_words_bring_the_best_first_and_say_what_was_understood(client):
    OrganisationFactory(name="Le Verger", summary="Une épicerie y tient un marché.")
    OrganisationFactory(name="Épicerie")

    answer = client.get(f"{LIST}?q=epicerei").json()

    assert [item["name"] for item in answer["items"]] == ["Épicerie", "Le Verger"]
    assert (answer["total"], answer["corrected"], answer["partial"]) == (2, "épicerie", False)


def test_without_an_order_the_latest_come_first(client):
    made = OrganisationFactory.create_batch(3)

    assert names(client, "") == [one.name for one in reversed(made)]


@pytest.mark.parametrize("count", [20, 200])
@pytest.mark.parametrize(
    ("question", "cost"),
    [
        ("", 2),
        ("famille=association", 2),
        ("q=epicerie", 2),
        ("q=epicerie&famille=association&activite=94.99Z", 2),
        ("point=48.77,2.29&km=20", 2),
        ("pres=Sceaux&km=20", 3),
        ("updated_since=2020-01-01", 4),  # the keys changed, and where they stand in the index
    ],
)
def test_a_list_costs_the_same_for_20_and_200(client, django_assert_num_queries, count, question, cost):
    some_organisations(count)
    client.get(f"{LIST}?{question}")  # the process has read the index

    with django_assert_num_queries(cost):
        answer = client.get(f"{LIST}?{question}&limit=100").json()

    assert answer["total"] >= count // 2 - count // 3


@pytest.mark.parametrize("count", [20, 200])
def test_the_counts_cost_the_same_for_20_and_200(client, django_assert_num_queries, count):
    some_organisations(count)
    client.get(f"{FACETS}?q=epicerie")

    with django_assert_num_queries(2):  # the state of the index, the names of the communes
        assert client.get(f"{FACETS}?q=epicerie").json()["total"] == count


@pytest.mark.parametrize(
    "question", ["", "q=epicerie", "tri=name", "point=48.7786,2.2906&km=20", "famille=mutual"]
)
def test_pages_hold_each_organisation_once_in_the_order_of_the_whole(client, question):
    some_organisations(45)
    whole = [item["slug"] for item in client.get(f"{LIST}?{question}&limit=100").json()["items"]]

    assert walk(client, f"{question}&limit=7") == whole
    assert len(set(whole)) == len(whole) > 20


@pytest.mark.parametrize(
    "question", ["", "q=epicerie", "tri=name", "point=48.7786,2.2906&km=20", "famille=mutual"]
)
def test_pages_hold_while_organisations_come_and_go(client, question):
    made = some_organisations(30)
    whole = [item["slug"] for item in client.get(f"{LIST}?{question}&limit=100").json()["items"]]
    gone = iter([whole[1], whole[2], whole[3]])

    def something_happens() -> None:
        OrganisationFactory(name="Garage", sort_name="a")
        if slug := next(gone, None):
            one = Organisation.objects.get(slug=slug)
            actions.hide_organisation(organisation=one, by=BY)

    seen = walk(client, f"{question}&limit=4", between=something_happens)

    old = {one.slug for one in made}
    assert [slug for slug in seen if slug in old] == whole
    assert len(seen) == len(set(seen))


def next_of(client, question: str) -> str:
    address = client.get(f"{LIST}?{question}").json()["next"]
    return QueryDict(address.partition("?")[2])["cursor"]


@pytest.mark.parametrize("other", ["q=epicerie&limit=1&famille=mutual", "limit=1", "q=epiceries&limit=1"])
def test_cursor_of_another_question_is_refused_and_says_why(client, other):
    some_organisations(4)
    cursor = next_of(client, "q=epicerie&limit=1")

    answer = client.get(f"{LIST}?{other}&cursor={cursor}")

    assert answer.status_code == 422
    assert answer.json() == {
        "detail": "This cursor was given for another question. Ask the same again, or start without a cursor."
    }


def test_cursor_of_another_list_is_refused(client):
    some_organisations(4)
    cursor = next_of(client, "limit=1")

    assert client.get(f"/api/v1/offers?cursor={cursor}").status_code == 422


def test_cursor_holds_when_the_question_is_written_in_another_order_or_length(client):
    some_organisations(6)
    cursor = next_of(client, "q=epicerie&famille=mutual&limit=1")

    assert len(names(client, f"famille=mutual&q=epicerie&limit=50&tri=&cursor={cursor}")) == 2


@pytest.mark.parametrize("parts", ["", ".", ".1.s", ".-1.s.1", ".1.s.x", ".1.s." + "9" * 30, ".0.s.1"])
def test_cursor_that_was_forged_is_refused_or_harmless(client, parts):
    some_organisations(3)
    said = base64.urlsafe_b64decode(next_of(client, "limit=1") + "==").decode()
    forged = base64.urlsafe_b64encode((said.partition(".")[0] + parts).encode()).decode().rstrip("=")

    answer = client.get(f"{LIST}?limit=1&cursor={forged}")

    assert answer.status_code == 422 or parts == ".1.s"
    assert answer.status_code == 200 or "cursor" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("famille=famille", "famille"),
        ("famille=association&famille=x", "famille"),
        ("soutien=x", "soutien"),
        ("label=x", "label"),
        ("activite=9499Z", "activite"),
        ("commune=Sceaux", "commune"),
        ("territoire=partout", "territoire"),
        ("point=48.7", "point"),
        ("point=95,2", "latitude"),
        ("zone=3,48,2,49", "west to east"),
        ("km=3", "2, 5, 10, 20, 50, 100"),
        ("tri=age", "tri"),
        ("updated_since=hier", "updated_since"),
        ("updated_since=2026-02-30", "does not exist"),
        ("pres=Nullepart", "pres"),
        ("q=%00", "q"),
        ("q=" + "x" * 201, "q"),
    ],
)
@pytest.mark.parametrize("address", [LIST, FACETS])
def test_a_filter_that_makes_no_sense_is_refused_by_its_name(client, address, question, named):
    answer = client.get(f"{address}?{question}")

    assert answer.status_code == 422
    assert named in answer.json()["detail"]
    assert set(answer.json()) == {"detail"}


def test_only_what_changed_since_a_moment_is_read(client, clock):
    clock.travel(dt.datetime(2026, 3, 1, 8, tzinfo=dt.UTC))
    old, edited = OrganisationFactory(name="Ancienne"), OrganisationFactory(name="Reprise")
    clock.travel(dt.datetime(2026, 4, 1, 8, tzinfo=dt.UTC))
    actions.update_organisation(organisation=edited, summary="Neuf.", by=BY)
    new = OrganisationFactory(name="Nouvelle")

    assert sorted(names(client, "updated_since=2026-04-01")) == [new.name, edited.name]
    assert names(client, "updated_since=2026-04-01T09:00:00Z") == []
    assert names(client, "updated_since=2026-04-01&q=reprise") == [edited.name]
    assert len(names(client, "updated_since=2026-03-01")) == 3
    assert client.get(f"{FACETS}?updated_since=2026-04-01").json()["total"] == 2
    assert old.name in names(client, "")


def test_too_many_changes_are_refused_with_the_way_out(client, monkeypatch):
    monkeypatch.setattr(reading, "MOST_CHANGED", 2)
    some_organisations(3)

    answer = client.get(f"{LIST}?updated_since=2020-01-01")

    assert answer.status_code == 422
    assert "read the whole list" in answer.json()["detail"]


def test_a_sheet_is_told_whole(client, officer):
    sceaux = CommuneFactory(code="92071", name="Sceaux")
    home = OrganisationFactory(name="Maison mère", slug="maison")
    network = actions.set_network(
        organisation=OrganisationFactory(name="France Active", slug="france-active"),
        kind=NetworkKind.FINANCING,
        by=officer,
    )
    one = actions.create_organisation(name="Épicerie", family=Family.ASSOCIATION, commune=sceaux, by=officer)
    facts = {
        "description": "Longue histoire.",
        "parent": home,
        "labels": ["esus"],
        "opening_hours": {"6": [["09:00", "12:00"]], "1": [["08:30", "12:00"], ["13:30", "24:00"]]},
    }
    Organisation.objects.filter(pk=one.pk).update(**facts)
    actions.add_place(organisation=one, name="Réserve", address="3 rue du Marché", by=officer)
    NetworkMembership.objects.create(network=network, organisation=one, since=dt.date(2024, 1, 1))
    offer = OfferFactory(team__organisation=one, state=OfferState.PUBLISHED, kind=OfferKind.LOAN)
    OfferFactory(team=offer.team)

    whole = client.get(f"{LIST}/{one.slug}").json()

    assert whole["opening_hours"] == [
        {"day": 1, "opens": "08:30", "closes": "12:00"},
        {"day": 1, "opens": "13:30", "closes": "24:00"},
        {"day": 6, "opens": "09:00", "closes": "12:00"},
    ]
    assert whole["parent"] == {"slug": "maison", "name": "Maison mère"}
    assert whole["networks"] == [
        {"slug": "france-active", "name": "France Active", "kind": "financing", "since": "2024-01-01"}
    ]
    assert [place["name"] for place in whole["places"]] == ["Réserve"]
    assert [given["slug"] for given in whole["offers"]] == [offer.slug]
    assert (whole["description"], whole["labels"], whole["network"]) == ("Longue histoire.", ["esus"], None)
    assert whole["family_source"] == "person"
    assert client.get(f"{LIST}/maison").json()["subsidiaries"] == [{"slug": one.slug, "name": "Épicerie"}]


def test_the_charters_that_an_organisation_signed_are_told(client):
    charter = partnerships.living()[0]
    party = charter.parties.first().organisation

    told = client.get(f"{LIST}/{party.slug}").json()["charters"]

    assert [(one["slug"], one["state"]) for one in told] == [(charter.slug, charter.state)]


def test_nothing_personal_is_told_of_an_organisation(client, officer):
    one = actions.create_organisation(name="Épicerie", by=officer)
    actions.propose_contact(
        organisation=one, name="Dominique Alisier", role="Accueil", email="dominique@exemple.test", by=officer
    )
    one.contacts.update(
        state="shown", consent_text="Oui.", consented_at=kernel_clock.now(), consented_by="Dominique Alisier"
    )

    answer = client.get(f"{LIST}/{one.slug}")

    assert "Dominique" not in answer.content.decode()
    assert officer.email not in answer.content.decode()
    columns = {name for name, kind in Organisation.PRIVACY.items() if kind == Privacy.PUBLIC} | {"updated_at"}
    around = {
        "url",
        "subsidiaries",
        "network",
        "networks",
        "places",
        "offers",
        "charters",
        "projects",
        "sources",
    }
    assert set(answer.json()) == columns | around | {"family_source"}


def test_a_hidden_parent_is_not_told(client):
    one = OrganisationFactory(parent=OrganisationFactory(state="hidden"))

    assert client.get(f"{LIST}/{one.slug}").json()["parent"] is None


def test_a_sheet_that_was_united_says_with_which(client, officer):
    kept, gone = OrganisationFactory(slug="gardee"), OrganisationFactory(slug="partie")
    actions.merge_organisations(kept=kept, gone=gone, choices={}, by=officer)

    answer = client.get(f"{LIST}/partie")

    assert (answer.status_code, answer.json()) == (
        404,
        {"detail": "This sheet was united with another one: read organisations/gardee."},
    )


def a_network(officer, members: int):
    network = actions.set_network(
        organisation=OrganisationFactory(name="France Active", slug="france-active"),
        kind=NetworkKind.FINANCING,
        by=officer,
    )
    for one in OrganisationFactory.create_batch(members):
        NetworkMembership.objects.create(network=network, organisation=one)
    return network


def test_networks_are_listed_by_kind_with_their_members(client, officer):
    network = a_network(officer, 2)
    NetworkMembership.objects.create(network=network, organisation=OrganisationFactory(state="hidden"))

    items = client.get("/api/v1/networks?sorte=financing").json()["items"]

    assert [(item["slug"], item["members"]) for item in items] == [("france-active", 2)]
    assert client.get("/api/v1/networks?sorte=sector").json()["items"] == []
    assert client.get("/api/v1/networks?sorte=autre").status_code == 422


@pytest.mark.parametrize("count", [20, 200])
def test_a_network_and_its_members_cost_two_queries(client, officer, django_assert_num_queries, count):
    a_network(officer, count)

    with django_assert_num_queries(2):
        answer = client.get("/api/v1/networks/france-active?limit=100").json()

    assert (answer["members"], len(answer["items"])) == (count, min(count, 100))


def test_the_members_of_a_network_are_read_page_by_page(client, officer):
    a_network(officer, 5)
    seen, address = [], "/api/v1/networks/france-active?limit=2"

    while address:
        answer = client.get(address).json()
        seen += [item["slug"] for item in answer["items"]]
        address = answer["next"]

    assert len(seen) == len(set(seen)) == 5
