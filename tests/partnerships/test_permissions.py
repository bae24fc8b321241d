"""Who may do what with charters: each permission for each role, and what each page answers."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from terreau.accounts.enums import GRANTABLE_ROLES, Role
from terreau.directory.models import TeamMember
from terreau.kernel import clock
from terreau.partnerships.enums import PUBLIC_STATES, CharterState
from terreau.partnerships.rules import PERMISSIONS
from tests.factories import partnerships as make
from tests.factories.directory import TeamFactory

pytestmark = pytest.mark.django_db

READERS = {Role.OFFICER, Role.SECRETARY, Role.ELECTED}
# Permissions asked about a charter (or a promise) that is still a draft.
ALLOWED = {
    "partnerships.view_charter": READERS,
    "partnerships.add_charter": {Role.OFFICER},
    "partnerships.edit_charter": {Role.OFFICER},
    "partnerships.manage_charter": {Role.OFFICER},
    "partnerships.link_deliberation": {Role.SECRETARY},
    "partnerships.record_signature": {Role.OFFICER, Role.SECRETARY},
    "partnerships.view_commitment": READERS,
    "partnerships.record_evidence": set(),
    "partnerships.review_evidence": {Role.OFFICER},
}
ABOUT_PROMISES = {"partnerships.view_commitment", "partnerships.record_evidence"}
OFFICER_PAGES = ["desk", "create", "force", "terminate"]
DRAFT_PAGES = ["edit", "party_add", "commitment_add", "commitment_edit"]


@pytest.fixture
def member_of(person):
    """Return a function that makes a person in a team of an organisation."""

    def make_member(organisation):
        user = person()
        TeamMember.objects.create(team=TeamFactory(organisation=organisation), user=user)
        return user

    return make_member


def address(charter, name: str) -> str:
    """Return the address of a page about a charter, its first party or its first promise."""
    arguments = {"desk": [], "create": [], "mine": []}
    if name in ("commitment", "commitment_edit", "commitment_remove", "evidence_add"):
        return reverse(f"partnerships:{name}", args=[charter.slug, 1])
    if name in ("sign", "party_remove"):
        return reverse(f"partnerships:{name}", args=[charter.slug, charter.parties.first().pk])
    return reverse(f"partnerships:{name}", args=arguments.get(name, [charter.slug]))


def test_table_of_permissions_is_the_one_that_is_specified():
    assert set(PERMISSIONS) == set(ALLOWED)


@pytest.mark.parametrize("role", GRANTABLE_ROLES)
@pytest.mark.parametrize("permission", ALLOWED)
def test_permission_of_each_role_on_a_draft(person, permission, role):
    charter = make.charter_in("draft")
    about = make.add_promise(charter) if permission in ABOUT_PROMISES else charter

    assert person(role).has_perm(permission, about) is (role in ALLOWED[permission])


@pytest.mark.parametrize("permission", ALLOWED)
def test_permission_of_people_without_a_role(person, permission):
    charter = make.charter_in("draft")
    about = make.add_promise(charter) if permission in ABOUT_PROMISES else charter

    for user in (person(), AnonymousUser(), person(Role.OFFICER, is_active=False)):
        assert user.has_perm(permission, about) is False


@pytest.mark.parametrize("state", CharterState)
def test_everybody_reads_what_the_council_approved(person, state):
    charter = make.charter_in(state)
    promise, anybody = make.add_promise(charter), person()

    assert anybody.has_perm("partnerships.view_charter", charter) is (state in PUBLIC_STATES)
    assert anybody.has_perm("partnerships.view_commitment", promise) is (state in PUBLIC_STATES)


@pytest.mark.parametrize("state", CharterState)
def test_text_is_edited_in_a_draft_only(person, state):
    officer = person(Role.OFFICER)

    assert officer.has_perm("partnerships.edit_charter", make.charter_in(state)) is (state == "draft")
    assert officer.has_perm("partnerships.edit_charter") is True


def test_questions_about_nothing_in_particular(person, member_of):
    member = member_of(make.charter_in("draft").parties.last().organisation)

    assert person(Role.OFFICER).has_perm("partnerships.view_charter") is True
    for permission in ("view_charter", "view_commitment", "record_evidence"):
        assert member.has_perm(f"partnerships.{permission}") is False


def test_parties_read_the_charter_and_every_promise_and_declare_their_own(member_of):
    charter = make.charter_in("agreed")
    town, partner = charter.parties.all()
    promise = make.add_promise(charter)

    for party, declares in ((town, False), (partner, True)):
        user = member_of(party.organisation)
        assert user.has_perm("partnerships.view_charter", charter) is True
        assert user.has_perm("partnerships.view_commitment", promise) is True
        assert user.has_perm("partnerships.record_evidence", promise) is declares
        assert user.has_perm("partnerships.edit_charter", charter) is False


def test_people_who_left_the_team_read_nothing(member_of):
    charter = make.charter_in("agreed")
    user = member_of(charter.parties.last().organisation)
    TeamMember.objects.update(left_at=clock.now() + dt.timedelta(days=1))

    assert user.has_perm("partnerships.view_charter", charter) is False


@pytest.mark.parametrize("name", OFFICER_PAGES)
def test_pages_of_the_officer(client, client_for, person, name):
    url = address(make.charter_in("in_force"), name)

    assert client.get(url).headers["Location"] == f"{reverse('account_login')}?next={url}"
    assert client_for(person(Role.SECRETARY)).get(url).status_code == 403
    assert "<h1" in client_for(person(Role.OFFICER)).get(url).content.decode()


@pytest.mark.parametrize("name", DRAFT_PAGES)
def test_pages_of_a_draft(client, client_for, person, name):
    charter = make.charter_in("draft")
    make.add_promise(charter)
    url = address(charter, name)

    assert client.get(url).headers["Location"] == f"{reverse('account_login')}?next={url}"
    assert client_for(person()).get(url).status_code == 404
    assert client_for(person(Role.SECRETARY)).get(url).status_code == 403
    assert "<form" in client_for(person(Role.OFFICER)).get(url).content.decode()


@pytest.mark.parametrize("name", DRAFT_PAGES)
def test_pages_of_a_draft_are_closed_once_the_text_is_agreed(client_for, person, name):
    charter = make.charter_in("agreed")
    make.add_promise(charter)

    assert client_for(person(Role.OFFICER)).get(address(charter, name)).status_code == 403


@pytest.mark.parametrize("name", ["party_remove", "commitment_remove"])
def test_removals_are_posts(client_for, person, name):
    charter = make.charter_in("draft")
    make.add_promise(charter)

    assert client_for(person(Role.OFFICER)).get(address(charter, name)).status_code == 405
    assert (charter.parties.count(), charter.commitments.count()) == (2, 1)


def test_signatures_are_seen_by_the_officer_and_the_secretary(client_for, person):
    url = address(make.charter_in("approved"), "sign")

    for role, status in ((Role.OFFICER, 200), (Role.SECRETARY, 200), (Role.ELECTED, 403)):
        assert client_for(person(role)).get(url).status_code == status


def test_link_to_a_deliberation_is_for_the_secretary(client_for, person):
    url = address(make.charter_in("draft"), "link")

    for role, status in ((Role.OFFICER, 403), (Role.SECRETARY, 200), (Role.ELECTED, 403)):
        assert client_for(person(role)).get(url).status_code == status


@pytest.mark.parametrize(
    "name", ["detail", "pdf", "edit", "party_add", "commitment_add", "link", "force", "terminate"]
)
def test_unknown_charters_are_not_found(client_for, person, name):
    browser = client_for(person(Role.OFFICER, Role.SECRETARY))

    assert browser.get(reverse(f"partnerships:{name}", args=["inconnue"])).status_code == 404


@pytest.mark.parametrize("name", ["commitment", "commitment_edit", "evidence_add", "sign"])
def test_unknown_promises_and_parties_are_not_found(client_for, person, name):
    charter, browser = make.charter_in("draft"), client_for(person(Role.OFFICER))

    assert browser.get(reverse(f"partnerships:{name}", args=[charter.slug, 999])).status_code == 404


def test_unknown_steps_and_evidence_are_not_found(client_for, person):
    charter, browser = make.charter_in("draft"), client_for(person(Role.OFFICER))

    assert browser.post(reverse("partnerships:act", args=[charter.slug, "graver"])).status_code == 404
    assert browser.post(reverse("partnerships:evidence_accept", args=[99])).status_code == 404
    assert browser.get(reverse("partnerships:evidence_decline", args=[99])).status_code == 404


@pytest.mark.parametrize("state", ["draft", "agreed"])
@pytest.mark.parametrize("name", ["detail", "pdf", "commitment"])
def test_visitors_do_not_learn_of_what_is_not_approved(client, state, name):
    charter = make.charter_in(state)
    make.add_promise(charter)

    assert client.get(address(charter, name)).status_code == 404


@pytest.mark.parametrize("state", ["draft", "agreed"])
def test_elected_members_read_the_promises_of_the_charter_they_read(client_for, person, state):
    charter, browser = make.charter_in(state), client_for(person(Role.ELECTED))
    promise = make.add_promise(charter)

    assert promise.get_absolute_url() in browser.get(charter.get_absolute_url()).content.decode()
    assert promise.text in browser.get(promise.get_absolute_url()).content.decode()
