"""The officer's page of offers after a refusal or a silence: another offer, or the end of the search."""

import pytest
from django.urls import reverse

from terreau.accompaniment import actions
from terreau.accompaniment.models import Referral, UnmetNeed
from terreau.kernel.actors import Actor
from tests.factories.accompaniment import published_offer, sent

ORGANISATION = Actor.by_link("Sceaux Smart")


def offers_path(scene):
    return reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk])


@pytest.fixture
def refused(scene):
    """Return a demand that the organisation declined."""
    referral = sent(scene.need, scene.offer)
    return actions.refuse(referral=referral, reason="full", by=ORGANISATION)


@pytest.fixture
def other(scene):
    """Return another offer for the same need."""
    offer = published_offer("local", perimeter=scene.project.commune, title="Atelier partagé")
    offer.team.organisation.name = "La Ruche"
    offer.team.organisation.save()
    return offer


def test_officer_proposes_another_offer_after_a_refusal(scene, refused, other, client_for):
    client = client_for(scene.officer)
    referral_page = client.get(refused.get_absolute_url()).content.decode()
    path = f"{offers_path(scene)}?apres={refused.reference}"
    assert path in referral_page
    assert "Suite de la demande faite à Sceaux Smart" in client.get(path).content.decode()

    client.post(path, {"offer": other.pk, "word": "Une autre piste"})

    refused.refresh_from_db()
    sibling = Referral.objects.get(team=other.team)
    assert (refused.state, sibling.state, sibling.follows) == ("rerouted", "proposed", refused)
    assert "Réorientée vers La Ruche" in client.get(refused.get_absolute_url()).content.decode()
    assert "Suite de la demande faite à Sceaux Smart" in (
        client_for(scene.holder).get(sibling.get_absolute_url()).content.decode()
    )


def test_offer_proposed_from_the_file_replaces_the_demand_that_came_back(scene, refused, other, client_for):
    client_for(scene.officer).post(offers_path(scene), {"offer": other.pk, "word": ""})

    assert Referral.objects.get(team=other.team).follows == refused


def test_second_officer_is_told_that_the_demand_was_rerouted(scene, refused, other, client_for):
    third = published_offer("local", perimeter=scene.project.commune)
    actions.reroute(referral=refused, offer=other, by=scene.officer)

    page = client_for(scene.officer).post(
        f"{offers_path(scene)}?apres={refused.reference}", {"offer": third.pk, "word": ""}
    )

    assert "Cette action n’est pas possible dans l’état" in page.content.decode()
    assert Referral.objects.count() == 2


def test_team_already_asked_is_refused_and_the_demand_stays(scene, refused, client_for):
    page = client_for(scene.officer).post(offers_path(scene), {"offer": scene.offer.pk, "word": ""})

    refused.refresh_from_db()
    assert "déjà été sollicitée" in page.content.decode()
    assert refused.state == "refused"


def test_new_organisation_never_learns_who_declined(scene, refused, other, client_for, person):
    sibling = actions.reroute(referral=refused, offer=other, by=scene.officer)
    newcomer = person()
    other.team.members.create(user=newcomer)
    actions.consent(referral=sibling, payload_hash=preview_hash(sibling), by=scene.holder)

    page = client_for(newcomer).get(sibling.get_absolute_url()).content.decode()

    assert "Sceaux Smart" not in page


def preview_hash(referral):
    from terreau.accompaniment.queries import preview

    return preview(referral).hash


def test_holder_is_told_that_this_is_another_track(scene, refused, other, worker):
    worker()
    actions.reroute(referral=refused, offer=other, by=scene.officer, word="Bon courage")

    (mail,) = worker()

    assert mail.to == [scene.holder.email]
    assert "Sceaux Smart n’a pas pu vous aider" in mail.body
    assert "Bon courage" in mail.body


def test_need_without_offer_is_settled_from_the_page(scene, client_for):
    actions.record_no_offer(need=scene.need, reason="Aucun local libre", by=scene.officer)
    client = client_for(scene.officer)
    assert "Aucun local libre" in client.get(offers_path(scene)).content.decode()

    answer = client.post(offers_path(scene), {"settle": "1"}, follow=True)

    scene.need.refresh_from_db()
    assert UnmetNeed.objects.get().settled_at is not None
    assert scene.need.closed_at is not None
    assert "Le besoin est refermé" in answer.content.decode()


def test_settling_twice_says_so(scene, client_for):
    unmet = actions.record_no_offer(need=scene.need, reason="Rien", by=scene.officer)
    actions.settle_no_offer(unmet=unmet, by=scene.officer)

    answer = client_for(scene.officer).post(offers_path(scene), {"settle": "1"}, follow=True)

    assert "déjà réglée" in answer.content.decode()


def test_holder_cannot_reroute(scene, refused, other, client_for):
    assert client_for(scene.holder).post(offers_path(scene), {"offer": other.pk}).status_code in (403, 404)
    assert Referral.objects.count() == 1


def test_first_proposal_replaces_nothing(scene, client_for):
    client_for(scene.officer).post(offers_path(scene), {"offer": scene.offer.pk, "word": ""})

    assert Referral.objects.get().follows is None
