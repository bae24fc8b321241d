"""Posting, reminding, settling and talking: said twice, done once."""

import datetime as dt

import pytest

from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions, queries
from terreau.messaging.enums import Circle
from terreau.messaging.models import Message, Preference, Reminder
from terreau.messaging.signals import thread_message_posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def subject(person):
    return person()


def test_post_twice_keeps_one_message(subject, person):
    reader = person(language="en")
    first = actions.post(event="test.news", to=reader, target=subject)

    assert actions.post(event="test.news", to=reader, target=subject) == first
    assert (first.recipient, first.language, first.address) == (f"user:{reader.pk}", "en", reader.email)


def test_post_again_for_another_occasion(subject):
    actions.post(event="test.news", to=" Aide@Exemple.test", target=subject)
    actions.post(event="test.news", to="aide@exemple.test", target=subject)
    actions.post(event="test.news", to="aide@exemple.test", target=subject, occasion="2")

    assert list(Message.objects.order_by("pk").values_list("recipient", "occasion", "language")) == [
        ("aide@exemple.test", "", "fr"),
        ("aide@exemple.test", "2", "fr"),
    ]


def test_inactive_person_has_no_address(subject, person):
    message = actions.post(event="test.news", to=person(is_active=False), target=subject)
    assert message.address == ""


def test_remind_moves_the_pending_reminder(subject):
    actions.remind(target=subject, kind="test.kind", due=dt.date(2026, 3, 2))
    actions.remind(target=subject, kind="test.kind", due=dt.date(2026, 3, 2))
    moved = actions.remind(target=subject, kind="test.kind", due=dt.date(2026, 3, 9), by=subject)

    assert Reminder.objects.get().due_at == dt.datetime(2026, 3, 9, 9, tzinfo=PARIS) == moved.due_at
    assert queries.next_reminder(subject) == moved


def test_settle_cancels_one_kind_or_all(subject):
    due = dt.datetime(2026, 3, 2, tzinfo=PARIS)
    for kind in ("test.first", "test.second", "test.third"):
        actions.remind(target=subject, kind=kind, due=due)

    assert actions.settle(target=subject, kind="test.first") == 1
    assert actions.settle(target=subject) == 2
    assert queries.next_reminder(subject) is None

    again = actions.remind(target=subject, kind="test.first", due=due)
    assert queries.next_reminder(subject) == again


def test_thread_is_opened_once_and_newcomers_join(subject, person):
    holder = person()
    thread = actions.open_thread(target=subject, participants=[holder])

    assert actions.open_thread(target=subject, participants=[holder, "Aide@exemple.test"]) == thread
    assert queries.thread_of(subject) == thread
    assert [str(one) for one in thread.participants.order_by("pk")] == [str(holder), "aide@exemple.test"]
    assert [str(one) for one in queries.participants_except(thread, by=holder)] == ["aide@exemple.test"]


def test_say_shows_a_message_to_its_circle(subject, person, django_capture_on_commit_callbacks):
    heard = []

    def hear(message, **_facts):
        heard.append(message.body)

    thread_message_posted.connect(hear)
    thread = actions.open_thread(target=subject)
    with django_capture_on_commit_callbacks(execute=True):
        actions.say(thread=thread, body=" Bonjour ", by=person(first_name="Alice", last_name=""))
        actions.say(thread=thread, body="Entre nous", by=Actor.by_link("Adie"), circle=Circle.TEAM)
    thread_message_posted.disconnect(hear)

    read = queries.messages_in(thread, circles=[Circle.EVERYONE])
    assert [(one.author_label, one.body) for one in read] == [("Alice", "Bonjour")]
    assert queries.messages_in(thread, circles=list(Circle)).count() == 2
    assert heard == ["Bonjour", "Entre nous"]


@pytest.mark.parametrize("body", [" ", "x" * 20_001])
def test_say_refuses_nothing_and_too_much(subject, body):
    with pytest.raises(RuleBroken) as caught:
        actions.say(thread=actions.open_thread(target=subject), body=body, by=subject)
    assert caught.value.field == "body"


def test_compulsory_mails_cannot_be_refused(subject):
    with pytest.raises(RuleBroken, match="démarche en cours"):
        actions.refuse_mails(user=subject, event="test.news")

    assert Preference.objects.count() == 0
