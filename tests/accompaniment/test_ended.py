"""An offer that is over leads to the one that replaces it, on the officer's page of a need."""

import datetime as dt

import pytest
from django.urls import reverse

from terreau.accompaniment import queries
from terreau.directory import actions as directory
from terreau.directory.enums import OrganisationState
from terreau.directory.models import Offer, Organisation
from terreau.kernel.errors import RuleBroken
from tests.factories.accompaniment import proposed, published_offer

pytestmark = pytest.mark.django_db


def ended(scene, offer, successor=None):
    return directory.end_offer(offer=offer, reason="Fini", successor=successor, by=scene.officer)


def found_for(scene):
    return queries.ended_for(scene.need, queries.match(scene.need))


def test_successor_is_proposed_with_its_verdict(scene, client_for):
    Organisation.objects.update(state=OrganisationState.PUBLISHED)
    old = published_offer("local", perimeter=scene.project.commune, title="Ancienne formule")
    ended(scene, old, scene.offer)

    (one,) = found_for(scene)
    path = reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])
    page = client_for(scene.officer).get(path).content.decode()

    assert (one.offer, one.successor) == (old, scene.offer)
    assert one.card.is_fit
    assert "Ancienne formule" in page
    assert "elle convient, voyez-la plus haut" in page


def test_successor_of_a_successor_is_the_one(scene):
    first = published_offer("local", perimeter=scene.project.commune)
    second = published_offer("local", perimeter=scene.project.commune)
    ended(scene, first, second)
    ended(scene, second, scene.offer)

    assert {one.successor for one in found_for(scene)} == {scene.offer}


def test_offers_that_replace_each_other_lead_nowhere(scene):
    first = published_offer("local", perimeter=scene.project.commune)
    second = published_offer("local", perimeter=scene.project.commune)
    ended(scene, first, second)
    ended(scene, second, first)

    assert {one.successor for one in found_for(scene)} == {None}


def test_offer_of_another_need_or_long_over_is_not_shown(scene):
    other = published_offer("financement", perimeter=scene.project.commune)
    old = published_offer("local", perimeter=scene.project.commune)
    for offer in (other, old):
        ended(scene, offer)
    Offer.objects.filter(pk=old.pk).update(valid_until=dt.date(2019, 3, 1))

    assert found_for(scene) == []


def test_ended_offer_is_refused_with_the_name_of_its_successor(scene):
    old = published_offer("local", perimeter=scene.project.commune)
    ended(scene, old, scene.offer)

    with pytest.raises(RuleBroken, match="Bureaux partagés"):
        proposed(scene.need, old)
