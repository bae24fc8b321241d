"""Who may do what in the council: each permission for each role, and what each page answers."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from terreau.accounts.enums import GRANTABLE_ROLES, Role
from terreau.council.rules import PERMISSIONS
from tests.factories import council as make

pytestmark = pytest.mark.django_db

READERS = {Role.SECRETARY, Role.ELECTED, Role.OFFICER}
KEEPERS = {Role.SECRETARY}
ALLOWED = {
    "council.view_desk": READERS,
    "council.view_session": READERS,
    "council.view_deliberation": READERS,
    "council.manage_session": KEEPERS,
    "council.manage_deliberation": KEEPERS,
    "council.manage_mandate": KEEPERS,
}
WRITING_PAGES = [
    "session_create",
    "session_convoke",
    "session_call_again",
    "session_hold",
    "deliberation_create",
    "edit",
    "vote",
    "mandate_create",
    "mandate_end",
]
READING_PAGES = ["desk", "mandates", "session", "file"]


def address(name: str) -> str:
    """Return the address of a page about the only session, deliberation and mandate there are."""
    deliberation = make.Deliberation.objects.get()
    arguments = {
        "file": [deliberation.slug],
        "edit": [deliberation.slug],
        "vote": [deliberation.slug],
        "mandate_end": [make.Mandate.objects.first().pk],
        "desk": [],
        "mandates": [],
        "session_create": [],
        "mandate_create": [],
    }
    return reverse(f"council:{name}", args=arguments.get(name, [deliberation.session_id]))


def test_table_of_permissions_is_the_one_that_is_specified():
    assert set(PERMISSIONS) == set(ALLOWED)


@pytest.mark.parametrize("role", GRANTABLE_ROLES)
@pytest.mark.parametrize("permission", ALLOWED)
def test_permission_of_each_role(person, permission, role):
    assert person(role).has_perm(permission) is (role in ALLOWED[permission])


@pytest.mark.parametrize("permission", ALLOWED)
def test_permission_of_people_without_a_role(person, permission):
    assert person().has_perm(permission) is False
    assert AnonymousUser().has_perm(permission) is False
    assert person(Role.SECRETARY, is_active=False).has_perm(permission) is False


@pytest.mark.parametrize(
    ("state", "seen"),
    [("draft", False), ("tabled", False), ("adopted", False), ("rejected", False), ("withdrawn", False)],
)
def test_deliberation_is_inside_as_long_as_it_is_not_published(person, state, seen):
    deliberation = make.deliberation_in(state)

    assert person().has_perm("council.view_deliberation", deliberation) is seen
    assert person(Role.ELECTED).has_perm("council.view_deliberation", deliberation) is True


@pytest.mark.parametrize("state", ["adopted", "rejected"])
def test_deliberation_published_is_for_everybody(person, state):
    deliberation = make.published(state=state)

    assert person().has_perm("council.view_deliberation", deliberation) is True


@pytest.mark.parametrize("name", WRITING_PAGES)
def test_writing_pages_are_for_the_secretary(client, client_for, person, name):
    make.deliberation_in("draft")
    url = address(name)

    assert client.get(url).headers["Location"] == f"{reverse('account_login')}?next={url}"
    assert client_for(person()).get(url).status_code == 403
    assert client_for(person(Role.ELECTED)).get(url).status_code == 403
    page = client_for(person(Role.SECRETARY)).get(url)
    assert (page.status_code, "<form" in page.content.decode()) == (200, True)


@pytest.mark.parametrize("name", READING_PAGES)
def test_reading_pages_offer_no_step_to_those_who_only_read(client_for, person, name):
    make.deliberation_in("draft")
    url = address(name)

    page = client_for(person(Role.ELECTED)).get(url).content.decode()

    assert "Un point" in page or "Conseil municipal" in page
    assert page.split("<main", 1)[1].split("</main", 1)[0].count("<form") == 0
    assert client_for(person(Role.EDITOR)).get(url).status_code == 403


@pytest.mark.parametrize("verb", ["inscrire", "retirer", "publier", "transmettre"])
def test_steps_are_posts_of_the_secretary(client, client_for, person, verb):
    draft = make.deliberation_in("draft")
    url = reverse("council:act", args=[draft.slug, verb])

    assert client.post(url).headers["Location"] == f"{reverse('account_login')}?next={url}"
    assert client_for(person(Role.ELECTED)).post(url).status_code == 403
    assert client_for(person(Role.SECRETARY)).get(url).status_code == 405
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_closing_is_a_post_of_the_secretary(client_for, person):
    session = make.session_in("held")
    url = reverse("council:session_close", args=[session.pk])

    assert client_for(person(Role.SECRETARY)).get(url).status_code == 405
    assert client_for(person(Role.OFFICER)).post(url).status_code == 403


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("session", [99]),
        ("session_convoke", [99]),
        ("session_call_again", [99]),
        ("session_hold", [99]),
        ("deliberation_create", [99]),
        ("mandate_end", [99]),
        ("file", ["inconnue"]),
        ("edit", ["inconnue"]),
        ("vote", ["inconnue"]),
        ("detail", ["inconnue"]),
        ("pdf", ["inconnue"]),
    ],
)
def test_unknown_addresses_are_not_found(client_for, person, name, arguments):
    browser = client_for(person(Role.SECRETARY))

    answer = browser.get(reverse(f"council:{name}", args=arguments))

    assert (answer.status_code, "Rien n’a encore poussé ici" in answer.content.decode()) == (404, True)


def test_unknown_steps_are_not_found(client_for, person):
    draft, browser = make.deliberation_in("draft"), client_for(person(Role.SECRETARY))

    assert browser.post(reverse("council:act", args=[draft.slug, "graver"])).status_code == 404
    assert browser.post(reverse("council:act", args=["inconnue", "publier"])).status_code == 404
    assert browser.post(reverse("council:session_close", args=[99])).status_code == 404


@pytest.mark.parametrize("state", ["draft", "tabled", "adopted", "rejected", "withdrawn"])
def test_visitors_do_not_learn_of_what_is_not_published(client, state):
    deliberation = make.deliberation_in(state)

    assert client.get(deliberation.get_absolute_url()).status_code == 404
    assert client.get(reverse("council:pdf", args=[deliberation.slug])).status_code == 404
