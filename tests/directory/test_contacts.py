"""People are named on a sheet when they agreed, and forgotten when they ask."""

import re

import pytest
from django.core import mail

from terreau.accounts.actions import erase_account
from terreau.directory import actions
from terreau.directory.actions.contacts import CONTACT_LINK
from terreau.directory.enums import ContactState
from terreau.directory.models import PublicContact, TeamMember
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, TransitionRefused
from terreau.messaging import links
from terreau.messaging.worker.outbox import send_due
from tests.factories.directory import OrganisationFactory, TeamFactory

pytestmark = pytest.mark.django_db

ASKED = {"name": "Dominique Alisier", "role": "Accueil", "email": "dominique@exemple.test"}


@pytest.fixture
def contact(officer) -> PublicContact:
    return actions.propose_contact(organisation=OrganisationFactory(), by=officer, **ASKED)


def test_nobody_is_shown_before_they_agree(contact, client):
    address = contact.organisation.get_absolute_url()

    before = client.get(address).content.decode()
    actions.agree_to_be_named(contact=contact, by=Actor.by_link("Dominique Alisier"))
    after = client.get(address).content.decode()

    assert ("Dominique" in before, "Dominique Alisier" in after) == (False, True)
    assert "dominique@exemple.test" not in after
    assert contact.consented_by == "Dominique Alisier"
    assert "Dominique Alisier" in contact.consent_text


def test_the_mail_leads_to_the_page_where_one_agrees_then_withdraws(contact, client):
    send_due()
    path = re.search(r"http://[^/]+(/accord-fiche/\S+/)", mail.outbox[0].body).group(1)

    assert "J’accepte" in client.get(path).content.decode()
    client.post(path, {"agree": "1"})
    contact.refresh_from_db()
    agreed = contact.state
    removed = client.post(path, {"remove": "1"}).content.decode()
    contact.refresh_from_db()

    assert (agreed, contact.state, contact.name, contact.email) == ("shown", "removed", "", "")
    assert "Votre nom est effacé" in removed
    assert client.get(path).status_code == 404


def test_a_mail_about_somebody_removed_is_not_sent(contact, officer):
    actions.remove_contact(contact=contact, by=officer)

    send_due()

    assert mail.outbox == []


def test_the_journal_names_nobody(contact):
    actions.agree_to_be_named(contact=contact, by=Actor.by_link("Dominique Alisier"))
    actions.remove_contact(contact=contact, by=Actor.by_link("Dominique Alisier"))

    entries = Entry.objects.order_by("pk")
    assert [entry.verb for entry in entries] == ["contact.proposed", "contact.agreed", "contact.removed"]
    assert not any("Dominique" in f"{one.actor_label} {one.target_label} {one.data}" for one in entries)


@pytest.mark.parametrize("facts", [{"name": " "}, {"email": ""}, {"role": ""}])
def test_propose_refuses_what_is_incomplete(officer, facts):
    with pytest.raises(RuleBroken):
        actions.propose_contact(organisation=OrganisationFactory(), by=officer, **(ASKED | facts))


def test_propose_refuses_the_same_person_twice_and_too_many(contact, officer, monkeypatch):
    with pytest.raises(RuleBroken, match="déjà"):
        actions.propose_contact(organisation=contact.organisation, by=officer, **ASKED)
    monkeypatch.setattr("terreau.directory.actions.contacts.MOST_CONTACTS", 1)
    with pytest.raises(RuleBroken, match="au plus"):
        actions.propose_contact(
            organisation=contact.organisation, by=officer, **(ASKED | {"email": "x@exemple.test"})
        )


def test_agreeing_twice_is_refused(contact):
    actions.agree_to_be_named(contact=contact, by=Actor.by_link("Dominique"))

    with pytest.raises(TransitionRefused):
        actions.agree_to_be_named(contact=contact, by=Actor.by_link("Dominique"))


def test_erasing_an_account_takes_the_name_off_every_sheet(person, officer):
    user = person(email="dominique@exemple.test")
    for _ in range(2):
        actions.propose_contact(organisation=OrganisationFactory(), by=officer, **ASKED)

    erase_account(user=user, by=user)

    assert set(PublicContact.objects.values_list("state", "name", "email")) == {
        (ContactState.REMOVED, "", "")
    }


def test_a_team_asks_and_removes_from_its_space(person, client_for):
    team, user = TeamFactory(), person()
    TeamMember.objects.create(team=team, user=user)
    client, space = client_for(user), f"/mon-espace/organisations/{team.organisation.slug}/"

    client.post(f"{space}contacts/", ASKED)
    contact = PublicContact.objects.get()
    page = client.get(space).content.decode()
    client.post(f"{space}contacts/", {"name": "x"})
    client.post(f"{space}contacts/{contact.pk}/retirer/")
    contact.refresh_from_db()

    assert "Accord demandé" in page
    assert contact.state == ContactState.REMOVED


def test_a_link_of_another_purpose_opens_nothing(contact, client):
    token = links.issue(purpose="other", target=contact)

    assert client.get(f"/accord-fiche/{token}/").status_code == 404
    assert CONTACT_LINK == "directory.contact"
