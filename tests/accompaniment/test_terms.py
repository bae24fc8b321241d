"""What a signed charter promises feeds the offer and the due date of the demands sent after it."""

import pytest
from django.urls import reverse

from terreau.partnerships.enums import CharterState
from terreau.partnerships.models import Charter, Commitment
from terreau.partnerships.queries import offer_terms
from terreau.territories.calendar import default_calendar
from tests.factories.accompaniment import published_offer, sent
from tests.factories.projects import FollowedProjectFactory

pytestmark = pytest.mark.django_db


def promise(**facts) -> None:
    Commitment.objects.update(**facts)


def test_another_delay_in_the_charter_moves_new_demands_only(scene, charter_in_force):
    promise(delay_days=3)
    first = sent(scene.need, scene.offer)
    due = first.due_at

    promise(delay_days=8)
    second = sent(FollowedProjectFactory(needs=["local"]).needs.get(), scene.offer)

    first.refresh_from_db()
    assert (first.promised_days, first.due_at) == (3, due)
    assert due == default_calendar().due_at(first.sent_at, 3)
    assert (second.promised_days, second.promise_from) == (8, charter_in_force.title)
    assert second.due_at == default_calendar().due_at(second.sent_at, 8)


def test_terms_of_the_charter_feed_the_offer(scene, charter_in_force, client_for):
    promise(delay_days=3, is_free=True, counterpart="Un retour d’expérience public", target=12)

    bound = offer_terms([scene.offer])[scene.offer.pk]
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    page = client_for(scene.officer).get(path).content.decode()

    assert bound.promised[0].terms == [
        "Objectif : 12 demandes acceptées",
        "Réponse sous 3 jours ouvrés",
        "Gratuit pour le porteur",
        "Contrepartie : Un retour d’expérience public",
    ]
    for term in bound.promised[0].terms:
        assert term in page


def test_who_signed_what_is_said(scene, charter_in_force, client_for):
    beside = published_offer("local", perimeter=scene.project.commune, team=scene.team)
    stranger = published_offer("local", perimeter=scene.project.commune)

    found = offer_terms([scene.offer, beside, stranger])
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    page = client_for(scene.officer).get(path).content.decode()

    assert [(one.is_bound, one.is_signatory) for one in found.values()] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    for words in ("Charte signée", "Signataire, offre hors charte", "Non signataire d’une charte"):
        assert words in page


@pytest.mark.parametrize("state", [CharterState.SIGNED, CharterState.ENDED])
def test_charter_that_is_not_in_force_binds_nobody(scene, charter_in_force, state):
    facts = (
        {"ended_on": charter_in_force.in_force_from}
        if state == CharterState.ENDED
        else {"in_force_from": None}
    )
    Charter.objects.update(state=state, **facts)

    found = offer_terms([scene.offer])[scene.offer.pk]

    assert (found.is_bound, found.is_signatory) == (False, False)
