"""An organisation is said to support a project when its holder publishes it, and only then."""

import pytest
from django.urls import reverse

from terreau.accompaniment import actions
from terreau.accompaniment.enums import OutcomeSide, OutcomeValue
from terreau.directory import actions as directory
from terreau.kernel.actors import Actor
from terreau.projects import actions as projects
from terreau.projects.enums import PublicField
from terreau.projects.models import Need
from terreau.projects.queries import sheets_supported_by
from terreau.search.queries import Query, search
from tests.factories.accompaniment import accepted, proposed, published_offer, sent
from tests.factories.directory import OrganisationFactory
from tests.factories.projects import FollowedProjectFactory
from tests.factories.territories import SceauxFactory

pytestmark = pytest.mark.django_db

BY = Actor.system("test")
SUPPORT = [PublicField.SUPPORTERS]
NAME = "Bourg neuf"  # the API writes other letters as escapes
TITLE = "Conserverie mobile"


@pytest.fixture(autouse=True)
def _no_kept_pages(settings):
    settings.TERREAU_PAGE_CACHE = False


@pytest.fixture
def project():
    return FollowedProjectFactory(title=TITLE, needs=["local"])


@pytest.fixture
def offer():
    house = OrganisationFactory(name=NAME, slug="pepiniere")
    return published_offer("local", perimeter=SceauxFactory(), team__organisation=house)


@pytest.fixture
def referral(project, offer):
    return accepted(Need.objects.get(project=project), offer)


def seen(client) -> set[str]:
    """Where an anonymous reader learns that the organisation supports the project."""
    api = "/api/v1/"
    lists = {
        "page of the organisation": (TITLE, reverse("directory:detail", args=["pepiniere"])),
        "API of the organisation": (TITLE, f"{api}organisations/pepiniere"),
        "page of the project": (NAME, "/projets/conserverie/"),
        "API of the project": (NAME, f"{api}projects/conserverie"),
        "API of the projects": (NAME, f"{api}projects"),
    }
    found = {place for place, (word, url) in lists.items() if word in client.get(url).content.decode()}
    exported = b"".join(client.get("/annuaire/export.json?q=pepiniere").streaming_content).decode()
    if TITLE in exported:
        found.add("export")
    if search("project", Query(text=NAME, exact=True)).keys:
        found.add("search")
    return found


EVERYWHERE = {
    "page of the organisation",
    "API of the organisation",
    "page of the project",
    "API of the project",
    "API of the projects",
    "search",
}


@pytest.fixture(autouse=True)
def _address(project):
    project.slug = "conserverie"
    project.save(update_fields=["slug"])


def test_support_is_told_nowhere_until_the_holder_publishes_it(client, project, referral):
    others = [field for field in PublicField if field not in SUPPORT]
    assert seen(client) == set()

    projects.publish(project=project, fields=others, by=project.owner)
    told_without = seen(client)
    projects.publish(project=project, fields=SUPPORT, by=project.owner)

    assert told_without == set()
    assert seen(client) == EVERYWHERE


@pytest.mark.parametrize("how", ["the field", "the sheet"])
def test_support_disappears_at_once_when_it_is_withdrawn(client, project, referral, how):
    projects.publish(project=project, fields=SUPPORT, by=project.owner)
    assert seen(client) == EVERYWHERE

    if how == "the field":
        projects.publish(project=project, fields=[], by=project.owner)
    else:
        projects.unpublish(project=project, by=project.owner)

    assert seen(client) == set()


def test_a_kept_page_of_the_organisation_forgets_a_withdrawn_project_too(client, settings, project, referral):
    projects.publish(project=project, fields=SUPPORT, by=project.owner)
    settings.TERREAU_PAGE_CACHE = True
    first = client.get("/annuaire/pepiniere/")
    projects.unpublish(project=project, by=project.owner)

    after = client.get("/annuaire/pepiniere/", headers={"If-None-Match": first["ETag"]})

    assert (TITLE in first.content.decode(), after.status_code) == (True, 200)
    assert TITLE not in after.content.decode()


def test_support_that_comes_later_is_told_when_it_comes(client, project, offer):
    referral = sent(Need.objects.get(project=project), offer)
    projects.publish(project=project, fields=SUPPORT, by=project.owner)
    before = seen(client)

    actions.accept(referral=referral, by=project.referent)

    assert before == set()
    assert seen(client) == EVERYWHERE


def test_support_that_is_only_proposed_or_refused_is_not_told(client, project, offer):
    proposed(Need.objects.get(project=project), offer)
    projects.publish(project=project, fields=SUPPORT, by=project.owner)

    assert seen(client) == set()


def test_support_that_was_taken_back_is_told_no_more(client, project, referral):
    projects.publish(project=project, fields=SUPPORT, by=project.owner)

    actions.withdraw(referral=referral, by=project.owner, reason="Plus besoin.")

    assert seen(client) == set()


@pytest.mark.parametrize(
    ("said", "places"),
    [
        ({"side": OutcomeSide.HOLDER, "value": OutcomeValue.HELPED}, EVERYWHERE),
        ({"side": OutcomeSide.HOLDER, "value": OutcomeValue.PARTLY}, set()),
        ({"side": OutcomeSide.HOLDER, "value": OutcomeValue.NO_HELP}, set()),
        ({"side": OutcomeSide.ORGANISATION, "value": OutcomeValue.HELPED}, set()),
    ],
)
def test_support_that_is_over_is_told_when_its_holder_says_that_it_helped(
    client, project, referral, said, places
):
    projects.publish(project=project, fields=SUPPORT, by=project.owner)
    actions.close(referral=referral, by=project.referent)
    assert seen(client) == set()

    actions.record_outcome(referral=referral, by=project.referent, **said)

    assert seen(client) == places


def test_a_hidden_organisation_is_named_nowhere(client, project, referral):
    projects.publish(project=project, fields=SUPPORT, by=project.owner)

    directory.hide_organisation(organisation=referral.team.organisation, by=BY)

    assert seen(client) == set()


def test_the_kept_sheet_of_two_has_the_projects_of_both(client, person, project, referral):
    projects.publish(project=project, fields=SUPPORT, by=project.owner)
    kept = OrganisationFactory(name="Pépinière", slug="pepiniere-bis")

    directory.merge_organisations(kept=kept, gone=referral.team.organisation, choices={}, by=person())

    assert client.get("/api/v1/projects/conserverie").json()["supporters"] == [
        {"slug": "pepiniere-bis", "name": "Pépinière"}
    ]
    assert TITLE in client.get("/annuaire/pepiniere-bis/").content.decode()


def test_the_holder_sees_before_publishing_what_a_visitor_would_read(client_for, project, referral):
    client = client_for(project.owner)
    address = reverse("projects:publish", args=[project.reference])

    without = client.post(address, {"preview": "1", "fields_shown": ["stage"]}).content.decode()
    shown = client.post(address, {"preview": "1", "fields_shown": ["supporters"]}).content.decode()

    assert (NAME in without, NAME in shown) == (False, True)
    assert not project.__class__.objects.get(pk=project.pk).is_public


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_organisation_reads_its_projects_in_one_query(
    client, offer, django_assert_max_num_queries, count
):
    for number in range(count):
        one = FollowedProjectFactory(title=f"Projet {number}", needs=["local"])
        accepted(Need.objects.get(project=one), offer)
        projects.publish(project=one, fields=SUPPORT, by=one.owner)

    with django_assert_max_num_queries(1):
        found = sheets_supported_by(offer.team.organisation)

    assert len(found) == count
