"""Two clicks, or a page sent again, do once what was asked; the second answer is a page, not an error."""

import datetime as dt

import pytest

from terreau.accompaniment import actions
from terreau.accompaniment.models import Handover
from terreau.journal.models import Entry
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.messaging.enums import Circle
from terreau.messaging.models import Message, ThreadMessage
from tests.factories.accompaniment import sent

pytestmark = pytest.mark.django_db

BY = Actor.by_link("Sceaux Smart", "1")


def test_message_to_the_town_is_said_once(scene, client_for):
    client = client_for(scene.holder)
    address = f"/suivi/{scene.project.reference}/message/"

    answers = [client.post(address, {"body": "Bonjour la ville"}).status_code for _click in range(2)]

    assert answers == [302, 302]
    assert ThreadMessage.objects.count() == 1
    assert Message.objects.filter(event="message.to_town").count() == 1
    assert Entry.objects.filter(verb="message.posted").count() == 1


@pytest.mark.parametrize("side", ["holder", "desk", "organisation"])
def test_message_about_a_demand_is_said_once(scene, side):
    referral = sent(scene.need, scene.offer)
    by = {"holder": scene.holder, "desk": scene.officer, "organisation": BY}[side]

    said = [
        actions.post_message(referral=referral, side=side, body=f"Voici{end}", circle=Circle.EVERYONE, by=by)
        for end in ("", " ")
    ]

    assert said[0] == said[1]
    assert Entry.objects.filter(verb="message.posted").count() == 1


def test_same_words_later_in_another_circle_or_from_somebody_else_are_said(scene, clock):
    referral = sent(scene.need, scene.offer)

    def say(by, circle=Circle.EVERYONE, side="desk"):
        actions.post_message(referral=referral, side=side, body="Merci", circle=circle, by=by)

    say(scene.officer)
    say(scene.officer, Circle.DESK)
    say(scene.holder, side="holder")
    clock.travel(kernel_clock.now() + dt.timedelta(seconds=61))
    say(scene.officer)

    assert ThreadMessage.objects.count() == 4


def test_question_is_asked_once(scene):
    referral = sent(scene.need, scene.offer)

    for _click in range(2):
        actions.ask(referral=referral, question="Combien ?", by=BY)

    assert ThreadMessage.objects.count() == 1
    assert Message.objects.filter(event="referral.asked", user=scene.holder).count() == 1
    assert Entry.objects.filter(verb="referral.asked").count() == 1


def test_demand_is_handed_over_once(scene):
    referral = sent(scene.need, scene.offer)

    for _click in range(2):
        actions.hand_over(referral=referral, email=scene.adviser.email, by=BY)

    assert Handover.objects.count() == 1
    assert Message.objects.filter(event="referral.handed_over").count() == 1
