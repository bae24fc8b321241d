"""The pages whose speed is promised ask as many questions of 200 rows as of 20, and none twice."""

import datetime as dt
from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benches.table import PAGES
from terreau.accompaniment import actions as accompaniment
from terreau.accounts.enums import Role
from terreau.directory.models import Organisation, Subject
from terreau.kernel import clock
from terreau.partnerships.models import Commitment
from terreau.projects.models import Need, PublicSheet
from terreau.search.actions import mark
from tests.factories.accompaniment import proposed, published_offer
from tests.factories.council import planned_session, seated_assembly
from tests.factories.directory import OrganisationFactory, TeamFactory
from tests.factories.partnerships import living
from tests.factories.projects import FollowedProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory

FEW, MANY = 20, 200
pytestmark = pytest.mark.django_db
MOST = {page.name: page.queries for page in PAGES}


@pytest.fixture
def town(settings):
    settings.TERREAU_PAGE_CACHE = False
    return OperatorFactory(territory=SceauxFactory())


def queries_of(client, address: str) -> list[str]:
    """Return the queries of a page asked for a second time."""
    client.get(address)
    with CaptureQueriesContext(connection) as caught:
        answer = client.get(address)
        queries = [query["sql"] for query in caught.captured_queries]
    assert answer.status_code == 200
    return queries


def check_growth(client, name: str, address: str, grow) -> None:
    """Look at the page with 20 rows, then with 200: the same number of queries, within the promise."""
    grow(FEW)
    few = queries_of(client, address)
    grow(MANY - FEW)
    many = queries_of(client, address)

    assert (len(many), [sql for sql, times in Counter(many).items() if times > 1]) == (len(few), [])
    assert len(many) <= MOST[name]


def organisations(count: int) -> None:
    start = Organisation.objects.count()
    commune = SceauxFactory()
    Organisation.objects.bulk_create(
        OrganisationFactory.build(slug=f"rang-{number}", commune=commune, created_at=clock.now())
        for number in range(start, start + count)
    )
    mark(kind="organisation", keys=Organisation.objects.values_list("pk", flat=True))


def projects(count: int) -> None:
    officer = FollowedProjectFactory().referent
    subjects = list(Subject.objects.all()[:2])
    for project in FollowedProjectFactory.create_batch(count, referent=officer):
        project.subjects.add(*subjects)
        sheet = PublicSheet.objects.create(
            project=project, slug=project.slug, title=project.title, summary="S.", stage=project.stage,
            commune=project.commune, published_at=clock.now(),
        )  # fmt: skip
        sheet.subjects.add(*subjects)


@pytest.mark.parametrize(
    ("name", "address"), [("home", "/"), ("directory", "/annuaire/"), ("api", "/api/v1/organisations")]
)
def test_pages_of_organisations(client, town, name, address):
    check_growth(client, name, address, organisations)


@pytest.mark.parametrize(
    ("name", "address"), [("home", "/"), ("feed", "/projets/flux.atom"), ("api", "/api/v1/projects")]
)
def test_pages_of_projects(client, town, name, address):
    check_growth(client, name, address, projects)


def test_officers_list(client_for, person, town):
    check_growth(client_for(person(Role.OFFICER)), "officer-list", "/pilotage/projets/", projects)


def test_agenda(client, town):
    assembly = seated_assembly(members=1)

    def plan(count: int) -> None:
        first = assembly.sessions.count()
        for number in range(first, first + count):
            planned_session(assembly, held_on=clock.today() + dt.timedelta(days=number + 1))

    check_growth(client, "ics", reverse("portal:agenda_ics"), plan)


def test_page_of_an_organisation(client, town):
    team = TeamFactory()

    def offer(count: int) -> None:
        for _ in range(count):
            published_offer("local", "conseil", team=team, perimeter=SceauxFactory())

    check_growth(client, "organisation", team.organisation.get_absolute_url(), offer)


def test_page_of_a_project(client, town):
    projects(1)
    sheet = PublicSheet.objects.select_related("project").get()

    def grow(count: int) -> None:
        projects(count)

    check_growth(client, "project", sheet.get_absolute_url(), grow)


def test_page_of_a_charter(client, town):
    charter = living()[0]
    party = charter.parties.exclude(role="town").get()

    def promise(count: int) -> None:
        first = charter.commitments.count()
        Commitment.objects.bulk_create(
            Commitment(
                charter=charter,
                party=party,
                form=1 + number % 5,
                number=number + 100,
                text="Promis.",
                target=3,
            )
            for number in range(first, first + count)
        )

    check_growth(client, "charter", charter.get_absolute_url(), promise)


def test_file_of_a_project(client_for, town):
    project = FollowedProjectFactory(needs=["local"])
    need = Need.objects.get(project=project)

    def follow(count: int) -> None:
        for number in range(count):
            accompaniment.post_to_town(
                project=project,
                body=f"Message {number}.",
                by=project.owner if number % 2 else project.referent,
            )
        for _ in range(count // FEW):
            proposed(need, published_offer("local", perimeter=SceauxFactory()))

    address = reverse("accompaniment:file", args=[project.reference])
    check_growth(client_for(project.owner), "file", address, follow)
