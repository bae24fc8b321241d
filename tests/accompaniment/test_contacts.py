"""R12: showing how to reach the holder is an event; a call is noted in one click; the list is complete."""

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.models import OutsideContact
from terreau.accompaniment.queries import contacts_outside
from terreau.journal.models import Entry
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from tests.factories.accompaniment import accepted, published_offer, sent
from tests.factories.projects import FollowedProjectFactory

TEAM = Actor.by_link("Sceaux Smart")


@pytest.fixture
def referral(scene):
    return accepted(scene.need, scene.offer)


def test_nothing_is_shown_before_the_acceptance(scene):
    with pytest.raises(RuleBroken, match="acceptée"):
        actions.reveal_contact(referral=sent(scene.need, scene.offer), by=TEAM)

    assert not OutsideContact.objects.exists()


def test_showing_twice_is_one_event(referral):
    actions.reveal_contact(referral=referral, by=TEAM)
    actions.reveal_contact(referral=referral, by=TEAM)

    assert list(OutsideContact.objects.values_list("kind", "side", "by_label")) == [
        ("revealed", "organisation", "Sceaux Smart")
    ]
    assert Entry.objects.filter(verb="contact.revealed").count() == 1


@pytest.mark.parametrize(
    ("result", "state"), [("reached", "in_progress"), ("message_left", "accepted"), ("no_answer", "accepted")]
)
def test_a_call_is_noted_and_somebody_reached_is_the_first_contact(referral, result, state):
    actions.record_call(referral=referral, result=result, by=TEAM)

    assert referral.state == state
    assert list(OutsideContact.objects.values_list("kind", "result")) == [
        ("revealed", ""),
        ("called", result),
    ]


def test_a_second_call_changes_no_state(referral):
    actions.record_call(referral=referral, result="reached", by=TEAM)
    actions.record_call(referral=referral, result="reached", by=TEAM)

    assert referral.state == "in_progress"
    assert OutsideContact.objects.filter(kind="called").count() == 2


def test_a_call_without_a_result_is_refused(referral):
    with pytest.raises(RuleBroken, match="abouti"):
        actions.record_call(referral=referral, result="", by=TEAM)

    assert not OutsideContact.objects.exists()


def test_the_list_is_complete_for_every_address_shown(scene, referral):
    other = accepted(
        FollowedProjectFactory(referent=scene.officer, needs=["local"]).needs.get(),
        published_offer("local", perimeter=scene.project.commune),
    )
    for one in (referral, other):
        actions.reveal_contact(referral=one, by=TEAM)
    actions.record_call(referral=referral, result="no_answer", by=TEAM)
    actions.record_call(referral=referral, result="reached", by=TEAM)

    assert [(one.referral, one.call_result) for one in contacts_outside()] == [
        (other, None),
        (referral, "reached"),
    ]


def test_one_click_shows_then_one_click_notes_the_call(client, scene, referral):
    client.force_login(scene.adviser)
    address = referral.get_absolute_url()
    assert scene.holder.email not in client.get(address).content.decode()

    client.post(address, {"verb": "reveal"})
    page = client.get(address).content.decode()
    assert scene.holder.email in page
    assert "J’ai appelé" in page

    client.post(address, {"verb": "called", "called-result": "reached"})
    referral.refresh_from_db()
    assert referral.state == "in_progress"


def test_the_holder_reads_who_saw_and_who_called(client, scene, referral):
    actions.record_call(referral=referral, result="message_left", by=TEAM)
    client.force_login(scene.holder)

    page = client.get(referral.get_absolute_url()).content.decode()

    assert "a fait montrer les coordonnées du porteur" in page
    assert "message laissé" in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_the_town_takes_the_same_queries_at_any_length(
    client_for, scene, referral, django_assert_num_queries, count
):
    actions.record_call(referral=referral, result="no_answer", by=TEAM)
    for _number in range(count - 1):
        need = FollowedProjectFactory(referent=scene.officer, needs=["local"]).needs.get()
        one = accepted(need, published_offer("local", perimeter=scene.project.commune))
        actions.reveal_contact(referral=one, by=TEAM)
    client = client_for(scene.officer)
    client.get("/pilotage/contacts/")

    with django_assert_num_queries(5):
        page = client.get("/pilotage/contacts/").content.decode()

    assert page.count("coordonnées montrées le") == count
    assert "sans réponse" in page


def test_the_page_of_the_town_is_for_officers(client, scene):
    client.force_login(scene.adviser)

    assert client.get("/pilotage/contacts/").status_code == 403
