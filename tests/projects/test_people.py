"""Somebody always carries a project, and somebody of the town always follows it."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from terreau.accounts import actions as accounts
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.journal.models import Entry
from terreau.kernel import guards
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message
from terreau.messaging.worker.rendering import render
from terreau.projects import actions, queries
from terreau.projects.models import Project
from tests.factories.projects import FollowedProjectFactory, ProjectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(person):
    return person(Role.OFFICER, first_name="Sacha", last_name="Martin")


@pytest.fixture
def colleague(person):
    return person(Role.OFFICER, first_name="Nour", last_name="Haddad")


@pytest.fixture
def administrator(person):
    return person(Role.ADMINISTRATOR)


def refused_by_the_database(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()


def test_p7_the_database_keeps_the_owner_and_the_referent_of_an_open_project(officer, person):
    owner, gone = person(), person(is_active=False)
    project = FollowedProjectFactory(owner=owner, referent=officer)

    refused_by_the_database(lambda: User.objects.filter(pk=owner.pk).update(is_active=False))
    refused_by_the_database(lambda: User.objects.filter(pk=officer.pk).update(is_active=False))
    refused_by_the_database(lambda: officer.grants.update(revoked_at=project.submitted_at))
    same = Project.objects.filter(pk=project.pk)
    refused_by_the_database(lambda: same.update(owner=gone))
    refused_by_the_database(lambda: same.update(referent=gone))
    refused_by_the_database(lambda: same.update(referent=None))
    refused_by_the_database(lambda: same.update(owner=None))
    refused_by_the_database(lambda: ProjectFactory(owner=gone, commune=project.commune))

    assert guards.missing() == []


def test_p7_deleting_the_owner_or_the_referent_is_refused(officer, person):
    project = FollowedProjectFactory(owner=person(), referent=officer)

    for someone in (project.owner, officer):
        with pytest.raises(RuleBroken, match=r"Vous (portez|suivez)"):
            accounts.erase_account(user=someone, by=someone)
        assert User.objects.filter(pk=someone.pk, is_active=True).exists()


def test_p7_disabling_the_owner_waits_for_a_successor(person, administrator, officer):
    owner, friend = person(first_name="Ana", last_name="Lopez"), person()
    project = FollowedProjectFactory(owner=owner, referent=officer, title="Atelier vélo")

    with pytest.raises(RuleBroken, match="Ana Lopez porte un projet ouvert, « Atelier vélo »"):
        accounts.disable(user=owner, by=administrator)
    invited = actions.invite(project=project, email=friend.email, role="co_holder", by=owner)
    actions.join(member=invited, by=friend)
    actions.transfer(project=project, to=friend, by=owner)
    accounts.disable(user=owner, by=administrator)

    owner.refresh_from_db()
    assert not owner.is_active
    assert Entry.objects.filter(verb="person.disabled", target_key=str(owner.pk)).exists()


def test_p7_twelve_projects_want_a_successor_before_their_referent_leaves(
    officer, colleague, administrator, client_for
):
    projects = [FollowedProjectFactory(referent=officer) for _ in range(12)]
    address = reverse("projects:referent", args=[officer.public_id])

    for take_away in (
        lambda: accounts.disable(user=officer, by=administrator),
        lambda: accounts.revoke_role(user=officer, role=Role.OFFICER, by=administrator),
    ):
        with pytest.raises(RuleBroken, match=r"Sacha Martin suit des projets pour la ville \(12\)"):
            take_away()
    answer = client_for(administrator).post(
        address,
        {
            "projects": [project.reference for project in projects],
            "to": colleague.pk,
            "note": "Le local se libère en juin.",
        },
        follow=True,
    )

    assert "12 projets confiés à Nour Haddad" in answer.content.decode()
    assert queries.followed_by(officer).count() == 0
    assert queries.followed_by(colleague).count() == 12
    assert Message.objects.filter(event="project.referent_changed").count() == 12
    assert Message.objects.filter(event="project.entrusted", user=colleague).count() == 1
    page = client_for(colleague).get(reverse("projects:manage", args=[projects[0].reference]))
    assert "Le local se libère en juin." in page.content.decode()
    page = client_for(projects[0].owner).get(reverse("projects:manage", args=[projects[0].reference]))
    assert "Le local se libère en juin." not in page.content.decode()
    accounts.revoke_role(user=officer, role=Role.OFFICER, by=administrator)
    accounts.disable(user=officer, by=administrator)


def test_hand_over_takes_only_the_projects_that_are_still_theirs(officer, colleague):
    mine, closed = FollowedProjectFactory(referent=officer), FollowedProjectFactory(referent=officer)
    actions.close(project=closed, reason="Fini", by=officer)
    other = FollowedProjectFactory(referent=colleague)

    given = actions.hand_over(referent=officer, to=colleague, projects=[mine, closed, other], by=officer)

    assert given == [mine]
    closed.refresh_from_db()
    assert closed.referent == officer
    with pytest.raises(RuleBroken, match="Cochez au moins un projet"):
        actions.hand_over(referent=officer, to=colleague, projects=[mine], by=officer)
    with pytest.raises(RuleBroken, match="déjà les siens"):
        actions.hand_over(referent=officer, to=officer, projects=[mine], by=officer)


def test_a_second_change_makes_the_first_mail_moot(officer, colleague, person):
    project, third = FollowedProjectFactory(referent=officer), person(Role.OFFICER)
    actions.assign_referent(project=project, referent=colleague, by=officer)
    actions.assign_referent(project=project, referent=third, by=officer)
    actions.assign_referent(project=project, referent=third, by=officer)

    mails = [render(one) for one in Message.objects.filter(event="project.referent_changed").order_by("pk")]

    assert [mail is not None for mail in mails] == [False, True]


def test_whoever_asks_for_precisions_follows_the_project(officer, colleague):
    project = ProjectFactory()
    actions.ask_completion(project=project, message="Où ?", by=officer)
    actions.complete(project=project, answer="Ici.", by=project.owner)

    assert project.referent == officer
    actions.assign_referent(project=project, referent=colleague, by=officer)
    project.refresh_from_db()
    assert project.referent == colleague


def test_referents_are_listed_with_their_number(officer, client_for, django_assert_num_queries):
    for _ in range(3):
        FollowedProjectFactory(referent=officer)
    ProjectFactory()

    page = client_for(officer).get(reverse("projects:referents")).content.decode()

    assert "Sacha Martin" in page
    assert "3 projets ouverts" in page
    with django_assert_num_queries(1):
        assert [person.followed for person in queries.referents()] == [3]


def test_an_account_is_disabled_and_opened_again(administrator, person, client_for):
    someone = person()
    address = reverse("accounts:activity", args=[someone.public_id])
    theirs, client = client_for(someone), client_for(administrator)

    client.post(address, {"verb": "disable"})
    someone.refresh_from_db()
    assert not someone.is_active
    assert theirs.get(reverse("accounts:overview")).status_code == 302
    client.post(address, {"verb": "enable"})
    someone.refresh_from_db()
    assert someone.is_active
    with pytest.raises(RuleBroken, match="déjà actif"):
        accounts.enable(user=someone, by=administrator)
    with pytest.raises(RuleBroken, match="son propre compte"):
        accounts.disable(user=administrator, by=administrator)
