"""The public page of an offer says what it is, and of one that is over, what replaces it."""

import datetime as dt

import pytest
from django.urls import reverse

from terreau.directory import actions
from terreau.directory.enums import OfferState, OrganisationState
from terreau.directory.models import Organisation
from tests.factories.directory import OfferFactory

pytestmark = pytest.mark.django_db


def page_of(offer) -> str:
    return reverse("directory:offer", args=[offer.team.organisation.slug, offer.slug])


@pytest.fixture
def offer(complete_offer, officer, clock):
    clock.travel(dt.date(2026, 3, 10))
    facts = {"duration_text": "Deux rendez-vous", "documents_text": "Vos statuts"}
    offer = complete_offer(title="Relire vos statuts", **facts)
    Organisation.objects.update(state=OrganisationState.PUBLISHED)
    return actions.publish_offer(offer=offer, by=officer)


def test_open_offer_says_all_it_knows(client, offer):
    page = client.get(page_of(offer)).content.decode()

    for words in ("Relire vos statuts", "Deux rendez-vous", "Vos statuts", offer.perimeter.name):
        assert words in page


def test_ended_offer_says_when_why_and_what_replaces_it(client, offer, complete_offer, officer):
    successor = complete_offer(title="Nouvelle formule")
    Organisation.objects.update(state=OrganisationState.PUBLISHED)
    actions.publish_offer(offer=successor, by=officer)
    actions.end_offer(offer=offer, reason="Fin du financement.", successor=successor, by=officer)

    page = client.get(page_of(offer)).content.decode()

    assert "terminé depuis le 10 mars 2026" in page
    assert "Fin du financement." in page
    assert page_of(successor) in page
    assert "noindex" in page
    assert page_of(offer) in client.get(page_of(successor)).content.decode()


def test_ended_offer_without_successor_leads_to_the_directory(client, offer, officer):
    actions.end_offer(offer=offer, by=officer)

    assert "Rien ne le remplace" in client.get(page_of(offer)).content.decode()


def test_suspended_offer_says_so(client, offer, officer):
    actions.suspend_offer(offer=offer, by=officer)

    assert "Ce soutien est suspendu" in client.get(page_of(offer)).content.decode()


def test_draft_hidden_structure_and_other_addresses_are_not_found(client, offer, officer):
    draft = OfferFactory(team=offer.team)
    withdrawn = OfferFactory(team=offer.team)
    actions.end_offer(offer=withdrawn, by=officer)
    elsewhere = reverse("directory:offer", args=["ailleurs", offer.slug])

    assert [client.get(path).status_code for path in (page_of(draft), page_of(withdrawn), elsewhere)] == [
        404
    ] * 3
    Organisation.objects.update(state=OrganisationState.HIDDEN)
    assert client.get(page_of(offer)).status_code == 404


def test_sheet_leads_to_the_page_of_each_offer(client, offer):
    page = client.get(offer.team.organisation.get_absolute_url()).content.decode()

    assert page_of(offer) in page


@pytest.mark.parametrize(
    ("facts", "sentences"),
    [
        (
            {"team__email": "", "perimeter": None},
            [
                "quelques mots",
                "territoire couvert.",
                "au moins un sujet",
                "page de contact.",
                "boîte commune.",
            ],
        ),
        ({"perimeter": None}, ["territoire couvert."]),
    ],
)
def test_refusal_to_publish_lists_everything_that_is_missing(client_for, officer, facts, sentences):
    offer = OfferFactory(**facts)
    space = f"/mon-espace/organisations/{offer.team.organisation.slug}/offres/{offer.slug}/"

    refused = client_for(officer).post(space + "publier/", follow=True).content.decode()

    offer.refresh_from_db()
    assert offer.state == OfferState.DRAFT
    for sentence in sentences:
        assert refused.count(sentence) >= 2  # in the message, and in the list of the page
