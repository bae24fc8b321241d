"""Administrators give and take back roles, after one more question."""

import pytest

from terreau.accounts.enums import Role
from terreau.accounts.models import RoleGrant, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(person):
    return person(Role.ADMINISTRATOR, email="admin@exemple.test")


@pytest.mark.parametrize("roles", [[], [Role.OFFICER], [Role.SECRETARY], [Role.ELECTED, Role.EDITOR]])
def test_roles_are_for_administrators(person, client_for, roles):
    client, someone = client_for(person(*roles)), person()

    pages = ["", "ajouter/", f"{someone.public_id}/", f"{someone.public_id}/officer/"]

    assert [client.get(f"/compte/roles/{page}").status_code for page in pages] == [403] * 4
    client.post(f"/compte/roles/{someone.public_id}/officer/", {"verb": "grant"})
    assert not someone.grants.exists()


def test_an_administrator_gives_a_role_after_one_more_question(admin, person, client_for):
    someone, client = person(), client_for(admin)
    url = f"/compte/roles/{someone.public_id}/officer/"

    question = client.get(url).content.decode()
    assert "aura le rôle «\u00a0Référent ESS de la ville\u00a0»" in question
    assert not someone.grants.exists()
    client.post(url, {"verb": "grant"})

    assert [grant.role for grant in someone.grants.in_force()] == ["officer"]


def test_an_administrator_takes_a_role_back(admin, person, client_for):
    someone = person(Role.OFFICER)

    client_for(admin).post(f"/compte/roles/{someone.public_id}/officer/", {"verb": "revoke"})

    assert not someone.grants.in_force().exists()


def test_the_last_administrator_reads_why_not(admin, client_for):
    url = f"/compte/roles/{admin.public_id}/administrator/"

    page = client_for(admin).post(url, {"verb": "revoke"}, follow=True).content.decode()

    assert "C’est le dernier compte administrateur" in page
    assert RoleGrant.objects.in_force().filter(user=admin).exists()


@pytest.mark.parametrize("role", ["resident", "holder", "team", "mayor"])
def test_roles_that_cannot_be_given_have_no_page(admin, person, client_for, role):
    assert client_for(admin).get(f"/compte/roles/{person().public_id}/{role}/").status_code == 404


def test_a_colleague_is_added_by_address(admin, client_for):
    facts = {"email": "Nour@Exemple.test", "first_name": "Nour", "last_name": "Haddad"}

    response = client_for(admin).post("/compte/roles/ajouter/", facts)

    user = User.objects.get(email="nour@exemple.test")
    assert response.url == f"/compte/roles/{user.public_id}/"


def test_people_are_found_by_name_or_address(admin, person, client_for):
    person(first_name="Nour", last_name="Haddad", email="nh@exemple.test")
    person(first_name="Sam", last_name="Petit", email="sp@exemple.test")
    client = client_for(admin)

    def found(query):
        return [someone.full_name for someone in client.get(f"/compte/roles/?q={query}").context["page"]]

    assert found("haddad nour") == ["Nour Haddad"]
    assert found("sp@") == ["Sam Petit"]
    assert found("") == [admin.full_name]
    assert found("inconnu") == []


def test_people_whose_roles_are_all_revoked_leave_the_list(admin, person, client_for):
    someone = person(Role.OFFICER)
    someone.grants.update(revoked_at=someone.date_joined)

    assert list(client_for(admin).get("/compte/roles/").context["page"]) == [admin]


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    admin, person, client_for, django_assert_num_queries, number
):
    for _ in range(number):
        person(Role.OFFICER, Role.ELECTED)
    client = client_for(admin)
    client.get("/compte/roles/")

    with django_assert_num_queries(6):
        client.get("/compte/roles/")
