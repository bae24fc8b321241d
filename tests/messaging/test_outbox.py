"""Each mail leaves once, rendered when it is sent, or not at all when it is moot."""

import datetime as dt
import smtplib

import pytest
from django.core import mail as outgoing
from django.core.mail.backends.locmem import EmailBackend

from terreau.kernel import clock as kernel_clock
from terreau.messaging import actions, links, registry
from terreau.messaging.enums import MessageState
from terreau.messaging.models import CapabilityLink, Message
from terreau.messaging.worker import outbox
from terreau.messaging.worker.claims import claim, lease_end
from terreau.messaging.worker.outbox import Unreachable, send_due

pytestmark = pytest.mark.django_db

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


class FailingBackend(EmailBackend):
    """A mail server that refuses, in the way a test asks."""

    on_open = on_send = None

    def open(self):
        if self.on_open:
            raise self.on_open

    def send_messages(self, messages):
        if FailingBackend.on_send:
            raise FailingBackend.on_send
        return super().send_messages(messages)


@pytest.fixture
def failing(settings):
    settings.EMAIL_BACKEND = "tests.messaging.test_outbox.FailingBackend"
    yield FailingBackend
    FailingBackend.on_open = FailingBackend.on_send = None


@pytest.fixture
def subject(person, clock):
    clock.travel(START)
    return person(first_name="Alice", last_name="Martin")


def states():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def test_due_mail_leaves_once_with_text_and_html(subject, compose, settings):
    compose("test.news", action_label="Voir", action_url="/projets/", reply_to="ess@exemple.test")
    message = actions.post(event="test.news", to="aide@exemple.test", target=subject)

    assert (send_due(), send_due()) == (1, 0)

    [sent] = outgoing.outbox
    message.refresh_from_db()
    assert (sent.to, sent.subject, sent.reply_to) == (
        ["aide@exemple.test"],
        "Une nouvelle",
        ["ess@exemple.test"],
    )
    assert sent.extra_headers["Auto-Submitted"] == "auto-generated"
    assert f"{settings.BASE_URL}/projets/" in sent.body
    assert [kind for _html, kind in sent.alternatives] == ["text/html"]
    assert f'href="{settings.BASE_URL}/projets/"' in sent.alternatives[0][0]
    assert (message.state, message.sent_at, message.subject) == (MessageState.SENT, START, "Une nouvelle")


def test_mail_speaks_the_language_of_its_reader(subject, person):
    @registry.composer("test.news")
    def compose(target, message):
        from django.urls import reverse

        return registry.Mail("s", "t", [], "Open", reverse("messaging:preferences"))

    actions.post(event="test.news", to=person(language="en"), target=subject)
    send_due()

    assert "/en/courriels/" in outgoing.outbox[0].body


def test_line_break_in_a_subject_stays_one_header(subject, compose):
    compose("test.news", subject="Bonjour\nBcc: tous@exemple.test")
    actions.post(event="test.news", to="aide@exemple.test", target=subject)
    send_due()

    assert outgoing.outbox[0].subject == "Bonjour Bcc: tous@exemple.test"


def test_html_in_a_mail_is_text(subject, compose):
    compose("test.news", paragraphs=["<script>alert(1)</script>"])
    actions.post(event="test.news", to="aide@exemple.test", target=subject)
    send_due()

    assert "<script>" in outgoing.outbox[0].body
    assert "<script>" not in outgoing.outbox[0].alternatives[0][0]


@pytest.mark.parametrize("moot", ["composer", "target", "reader", "refused"])
def test_moot_mail_is_cancelled(subject, person, compose, moot):
    reader, about = person(), person()
    compose("test.news", optional=True)
    actions.post(event="test.news", to=reader, target=about)
    if moot == "composer":
        registry.composer("test.news")(lambda target, message: None)
    elif moot == "target":
        about.delete()
    elif moot == "reader":
        type(reader).objects.filter(pk=reader.pk).update(is_active=False)
    else:
        actions.refuse_mails(user=reader, event="test.news")

    assert send_due() == 1

    assert (states(), outgoing.outbox) == ([MessageState.CANCELLED], [])


def test_optional_mail_says_how_to_stop_it(subject, person, compose, client):
    compose("test.news", optional=True)
    reader = person()
    actions.post(event="test.news", to=reader, target=subject)
    send_due()

    headers = outgoing.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").split("8000", 1)[1]
    assert path in outgoing.outbox[0].body

    assert client.get(path).status_code == 200
    assert not reader.message_preferences.exists()
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(reader.message_preferences.values_list("event", flat=True)) == ["test.news"]


def test_forged_unsubscribe_link_changes_nothing(client, db):
    response = client.post("/courriels/ne-plus-recevoir/xxxxxxxx/")
    assert response.status_code == 404
    assert "n’est pas valable" in response.content.decode()


def test_mail_sent_again_after_a_crash_is_the_same_mail(subject):
    @registry.composer("test.news")
    def compose(target, message):
        token = links.issue(purpose="test.answer", target=target)
        return registry.Mail("s", "t", [], "Répondre", f"/reponse/{token}/")

    actions.post(event="test.news", to="aide@exemple.test", target=subject)
    send_due()
    # The worker was killed after the mail server had accepted the mail, before the mark.
    Message.objects.update(state=MessageState.PENDING, sent_at=None)
    send_due()

    first, second = outgoing.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert (first.body, first.alternatives) == (second.body, second.alternatives)
    assert CapabilityLink.objects.count() == 1


def test_unreachable_server_costs_no_attempt(subject, compose, failing):
    compose("test.news")
    message = actions.post(event="test.news", to="aide@exemple.test", target=subject)
    failing.on_open = ConnectionRefusedError("127.0.0.1")

    with pytest.raises(Unreachable, match="ConnectionRefusedError"):
        send_due()

    message.refresh_from_db()
    assert (message.state, message.attempts, message.lease_until) == (MessageState.PENDING, 0, None)
    failing.on_open = None
    assert send_due() == 1
    assert states() == [MessageState.SENT]


def test_refused_mail_waits_longer_each_time_then_is_abandoned(subject, compose, failing, clock):
    compose("test.news")
    message = actions.post(event="test.news", to="aide@exemple.test", target=subject)
    failing.on_send = smtplib.SMTPDataError(451, b"aide@exemple.test: try later")
    waits = []
    while message.state == MessageState.PENDING:
        assert send_due() == 1
        assert send_due() == 0
        message.refresh_from_db()
        waits.append(message.next_try_at - kernel_clock.now())
        clock.travel(message.next_try_at)

    assert [wait.total_seconds() for wait in waits[:4]] == [30, 60, 120, 240]
    assert max(waits) == outbox.LONGEST_WAIT
    assert (len(waits), message.state) == (outbox.MAX_ATTEMPTS, MessageState.DEAD)
    assert message.last_error == "SMTPDataError 451"

    failing.on_send = None
    actions.revive(message=message)
    assert send_due() == 1
    assert states() == [MessageState.SENT]


@pytest.mark.parametrize(("code", "state"), [(550, MessageState.DEAD), (450, MessageState.PENDING)])
def test_recipient_refused_for_good_is_abandoned_at_once(subject, compose, failing, code, state):
    compose("test.news")
    actions.post(event="test.news", to="aide@exemple.test", target=subject)
    failing.on_send = smtplib.SMTPRecipientsRefused({"aide@exemple.test": (code, b"no")})

    send_due()

    assert states() == [state]


def test_broken_composer_stops_its_own_mail_only(subject, compose, caplog):
    @registry.composer("test.broken")
    def broken(target, message):
        raise KeyError("aide@exemple.test")

    compose("test.news")
    actions.post(event="test.unknown", to="aide@exemple.test", target=subject)
    actions.post(event="test.broken", to="aide@exemple.test", target=subject)
    actions.post(event="test.news", to="aide@exemple.test", target=subject)

    assert send_due() == 3

    assert states() == [MessageState.PENDING, MessageState.PENDING, MessageState.SENT]
    assert set(Message.objects.values_list("last_error", flat=True)) == {"NoComposer", "KeyError", ""}


def test_claimed_message_belongs_to_one_worker_until_its_lease_ends(subject, clock):
    actions.post(event="test.news", to="aide@exemple.test", target=subject)
    mine = claim(Message.objects.order_by("pk"), until=lease_end())

    assert mine.attempts == 1
    assert claim(Message.objects.order_by("pk"), until=lease_end()) is None
    clock.travel(START + dt.timedelta(minutes=3))
    assert claim(Message.objects.order_by("pk"), until=lease_end()) == mine


def test_message_dealt_with_by_another_worker_is_left_alone(subject, compose):
    message = actions.post(event="test.news", to="aide@exemple.test", target=subject)

    @registry.composer("test.news")
    def compose_late(target, message):
        Message.objects.update(state=MessageState.CANCELLED)
        return registry.Mail("s", "t", [])

    send_due()

    message.refresh_from_db()
    assert message.state == MessageState.CANCELLED


def test_sending_stops_when_asked(subject, compose):
    compose("test.news")
    for number in range(3):
        actions.post(event="test.news", to=f"a{number}@exemple.test", target=subject)

    assert send_due(limit=2) == 2
    assert send_due(stopping=lambda: True) == 0
