"""Each list of the API: what it holds, what it hides, what it costs, and how it is read while it changes."""

import datetime as dt

import pytest
from django.utils import translation

from terreau.directory.enums import NetworkKind, OfferState, OrganisationState
from terreau.directory.models import Network, Offer, Organisation, Subject
from terreau.kernel import clock
from terreau.partnerships.models import Charter
from terreau.projects import actions as projects
from tests.factories import council, partnerships
from tests.factories.directory import OfferFactory, OrganisationFactory, TeamFactory
from tests.factories.projects import FollowedProjectFactory, ProjectFactory

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_kept_pages(settings):
    settings.TERREAU_PAGE_CACHE = False


def an_offer(**facts) -> Offer:
    offer = OfferFactory(**{"state": OfferState.PUBLISHED} | facts)
    offer.subjects.set(Subject.objects.filter(code__in=["local", "financement"]))
    return offer


def public_projects(count: int) -> None:
    for _number in range(count):
        project = FollowedProjectFactory(needs=["local"], publics="SECRET")
        projects.publish(project=project, fields=["subjects", "commune"], by=project.owner)


def networks(count: int) -> None:
    for _number in range(count):
        Network.objects.create(organisation=OrganisationFactory(), kind=NetworkKind.SECTOR)


MAKE = {
    "organisations": OrganisationFactory.create_batch,
    "offers": lambda count: [an_offer() for _number in range(count)],
    "projects": public_projects,
    "charters": partnerships.living,
    "deliberations": lambda count: [council.published(f"Point {number}") for number in range(count)],
    "networks": networks,
}
# One for the rows, one for each relation with several; the index finds the organisations.
QUERIES = {"organisations": 2, "offers": 2, "projects": 3, "charters": 3, "deliberations": 1, "networks": 1}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", sorted(MAKE))
def test_list_costs_the_same_for_one_and_three(client, django_assert_num_queries, name, count):
    MAKE[name](count)
    client.get(f"/api/v1/{name}")  # the process has read the index

    with django_assert_num_queries(QUERIES[name]):
        items = client.get(f"/api/v1/{name}?limit={count}").json()["items"]

    assert len(items) == count


@pytest.mark.parametrize("name", sorted(MAKE))
def test_each_item_of_a_list_is_its_own_page(client, name):
    MAKE[name](2)

    for item in client.get(f"/api/v1/{name}?limit=2").json()["items"]:
        whole = client.get(f"/api/v1/{name}/{item['slug']}").json()
        assert {**whole, **item} == whole
        assert name in {"organisations", "networks"} or item == whole
        if "url" in item:
            assert client.get(item["url"]).status_code == 200


@pytest.mark.parametrize("name", sorted(MAKE))
def test_unknown_slug_of_each_list_is_not_found(client, name):
    answer = client.get(f"/api/v1/{name}/inconnu")

    assert (answer.status_code, answer.json()) == (
        404,
        {"detail": "There is nothing public at this address."},
    )


@pytest.mark.parametrize("name", sorted(MAKE))
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_is_written_through_the_api(client, name, method):
    assert getattr(client, method)(f"/api/v1/{name}").status_code == 405


def hidden_offers() -> list[str]:
    today = clock.today()
    hidden = TeamFactory(organisation__state=OrganisationState.HIDDEN)
    made = [
        an_offer(state=OfferState.DRAFT),
        an_offer(state=OfferState.SUSPENDED),
        an_offer(state=OfferState.ENDED, valid_until=today),
        an_offer(valid_from=today + DAY),
        an_offer(valid_until=today - DAY),
        an_offer(team=hidden),
    ]
    return [offer.slug for offer in made]


def hidden_projects() -> list[str]:
    withdrawn = FollowedProjectFactory()
    projects.publish(project=withdrawn, fields=[], by=withdrawn.owner)
    projects.unpublish(project=withdrawn, by=withdrawn.owner)
    return [withdrawn.slug, FollowedProjectFactory().slug, ProjectFactory().slug]


def hidden_networks() -> list[str]:
    hidden = OrganisationFactory(state=OrganisationState.HIDDEN)
    Network.objects.create(organisation=hidden, kind=NetworkKind.SECTOR)
    return [hidden.slug, OrganisationFactory().slug]


HIDDEN = {
    "networks": hidden_networks,
    "organisations": lambda: [
        OrganisationFactory(state=state).slug
        for state in (OrganisationState.HIDDEN, OrganisationState.SUGGESTED)
    ],
    "offers": hidden_offers,
    "projects": hidden_projects,
    "charters": lambda: [partnerships.drafted().slug],
    "deliberations": lambda: [council.deliberation_in(state).slug for state in ("draft", "adopted")],
}


@pytest.mark.parametrize("name", sorted(HIDDEN))
def test_what_is_not_public_is_neither_listed_nor_read(client, name):
    slugs = HIDDEN[name]()
    assert slugs

    answer = client.get(f"/api/v1/{name}").json()
    assert (answer["items"], answer["next"], answer.get("total", 0)) == ([], None, 0)
    for slug in slugs:
        assert client.get(f"/api/v1/{name}/{slug}").status_code == 404


def test_project_says_what_the_holder_chose_and_nothing_else(client):
    project = FollowedProjectFactory(
        title="Atelier",
        summary="Réparer.",
        story="SECRET",
        phone="0100009999",
        publics="SECRET",
        needs=["local"],
    )
    sheet = projects.publish(project=project, fields=["subjects"], by=project.owner)

    item = client.get("/api/v1/projects").json()["items"][0]

    published = item.pop("published_at")
    assert dt.datetime.fromisoformat(published).replace(microsecond=0) == sheet.published_at.replace(
        microsecond=0
    )
    assert item == {
        "slug": project.slug,
        "title": "Atelier",
        "summary": "Réparer.",
        "stage": "",
        "commune": None,
        "subjects": ["local"],
        "publics": "",
        "supporters": [],
        "url": f"/projets/{project.slug}/",
    }


def test_offer_says_its_organisation_and_subjects(client):
    offer = an_offer(title="Prêt", delay_days=5, cost_text="Gratuit")

    item = client.get(f"/api/v1/offers/{offer.slug}").json()

    assert (item["organisation"], item["cost"], item["delay_days"]) == (
        offer.team.organisation.slug,
        "Gratuit",
        5,
    )
    assert sorted(item["subjects"]) == ["financement", "local"]
    assert item["perimeter"] == {
        "kind": "commune",
        "code": offer.perimeter.code,
        "name": offer.perimeter.name,
    }
    assert not {"contact_email", "contact_phone", "team", "state"} & set(item)


def test_charter_says_its_parties_and_commitments(client):
    charter = partnerships.living()[0]

    item = client.get(f"/api/v1/charters/{charter.slug}").json()

    assert item["parties"] == [party.organisation.name for party in charter.parties.all()]
    assert [one["text"] for one in item["commitments"]] == ["Répondre aux porteurs de projet."]
    assert Charter.objects.get().reference == item["reference"]


def test_cursor_is_stable_while_rows_come_and_go(client):
    OrganisationFactory.create_batch(9)
    wanted = list(Organisation.objects.order_by("-pk").values_list("slug", flat=True))
    gone = Organisation.objects.order_by("pk").first()
    seen, address = [], "/api/v1/organisations?limit=2"

    while address:
        answer = client.get(address).json()
        seen += [item["slug"] for item in answer["items"]]
        address = answer["next"]
        OrganisationFactory()
        if len(seen) == 4:
            gone.delete()

    assert seen == [slug for slug in wanted if slug != gone.slug]


@pytest.mark.parametrize("number", [0, 2, 3, 4])
def test_last_page_has_no_next(client, number):
    OrganisationFactory.create_batch(number)

    answer = client.get("/api/v1/organisations?limit=3").json()

    assert (len(answer["items"]), answer["next"] is None) == (min(number, 3), number <= 3)


def test_next_keeps_what_was_asked(client):
    OrganisationFactory.create_batch(2)

    address = client.get("/api/v1/organisations?limit=1&x=1").json()["next"]

    assert address.startswith("http://testserver/api/v1/organisations?limit=1&x=1&cursor=")


@pytest.mark.parametrize("cursor", ["é", "====", "OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "MA", "x" * 41, "MSAg"])
def test_cursor_of_somebody_else_is_refused_or_harmless(client, cursor):
    answer = client.get("/api/v1/organisations", {"cursor": cursor})

    assert answer.status_code in {200, 422}
    assert answer.status_code == 200 or answer.json()["detail"]


@pytest.mark.parametrize("slug", ["x" * 161, "ÉTÉ", "a b"])
def test_slug_that_is_none_is_refused(client, slug):
    assert client.get(f"/api/v1/organisations/{slug}").status_code in {404, 422}


def test_reader_who_has_the_list_already_gets_304(client, settings):
    from django.core.cache import cache

    from terreau.directory import actions
    from terreau.kernel.actors import Actor

    settings.TERREAU_PAGE_CACHE = True
    cache.clear()
    organisation = OrganisationFactory(name="Avant")
    first = client.get("/api/v1/organisations")
    again = client.get("/api/v1/organisations", headers={"If-None-Match": first["ETag"]})
    actions.update_organisation(organisation=organisation, name="Après", by=Actor.system("test"))
    changed = client.get("/api/v1/organisations", headers={"If-None-Match": first["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert changed.status_code == 200
    assert changed.json()["items"][0]["name"] == "Après"


def test_api_does_not_depend_on_the_language_of_the_reader(client):
    an_offer()
    french = client.get("/api/v1/offers", headers={"Accept-Language": "fr"}).json()

    with translation.override("en"):
        english = client.get("/api/v1/offers", headers={"Accept-Language": "en"}).json()

    assert french == english


@pytest.mark.parametrize(
    "address",
    [
        "/annuaire/?commune=%00",
        "/annuaire/?q=%00",
        "/projets/?stage=%00",
        "/projets/?subject=a%00b",
    ],
)
def test_address_with_a_null_sign_is_refused_before_the_database(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/api/v1/organisations?cursor=%00", "/api/v1/organisations/%00"])
def test_api_refuses_a_null_sign_as_its_description_says(client, address):
    assert client.get(address).status_code == 422
