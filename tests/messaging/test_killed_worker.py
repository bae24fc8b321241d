"""Real processes: workers killed at any moment of a mailing lose no mail and invent none."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter

import pytest
from aiosmtpd.controller import Controller
from django.db import connection

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.messaging import actions
from terreau.messaging.enums import MessageState
from terreau.messaging.models import DIGEST, Heartbeat, Message, SentCopy
from tests.databases import database_url

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

MAILS = 1000
KILLS = 4


class Mailbox:
    """What a real mail server received, by Message-ID."""

    def __init__(self):
        self.received = []
        self._lock = threading.Lock()

    async def handle_DATA(self, server, session, envelope):
        number = envelope.content.decode().split("Message-ID: ", 1)[1].split("\n", 1)[0].strip()
        with self._lock:
            self.received.append((envelope.rcpt_tos[0], number))
        return "250 OK"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def mailbox():
    box = Mailbox()
    box.port = free_port()
    box.server = Controller(box, hostname="127.0.0.1", port=box.port)
    yield box
    if box.server.loop.is_running():
        box.server.stop()


def start_worker(port):
    environment = os.environ | {
        "TERREAU_DATABASE_URL": database_url(),
        "TERREAU_EMAIL_BACKEND": "smtp",
        "TERREAU_EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "TERREAU_WORKER_LEASE_SECONDS": "2",
        "DJANGO_SETTINGS_MODULE": "terreau.config.settings",
    }
    return subprocess.Popen([sys.executable, "-m", "tests.messaging.worker_process"], env=environment)


def wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def test_mail_server_that_comes_back_receives_everything(mailbox):
    subject = User.objects.create_user("sujet@exemple.test")
    for number in range(5):
        actions.post(event="test.killed", to=f"a{number}@exemple.test", target=subject)
    worker = start_worker(mailbox.port)
    wait_until(Heartbeat.objects.exists)
    assert set(Message.objects.values_list("state", "attempts")) == {(MessageState.PENDING, 0)}

    mailbox.server.start()
    wait_until(lambda: Message.objects.filter(state=MessageState.SENT).count() == 5)
    worker.terminate()

    assert worker.wait(20) == 0
    assert len(mailbox.received) == 5
    assert not Heartbeat.objects.exists()


def test_worker_killed_many_times_loses_and_doubles_nothing(mailbox):
    mailbox.server.start()
    subject = User.objects.create_user("sujet@exemple.test")
    for number in range(MAILS):
        actions.post(event="test.killed", to=f"a{number}@exemple.test", target=subject)
    connection.close()

    for kill in range(KILLS):
        worker = start_worker(mailbox.port)
        goal = (kill + 1) * MAILS // (KILLS + 1)
        wait_until(lambda goal=goal: len(mailbox.received) >= goal)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    last = start_worker(mailbox.port)
    wait_until(lambda: Message.objects.filter(state=MessageState.SENT).count() == MAILS)
    last.terminate()

    assert last.wait(20) == 0
    # Whoever keeps one mail of each Message-ID, as mail programs do, finds a thousand: one for each person.
    pairs = set(mailbox.received)
    assert {address for address, _number in pairs} == {f"a{n}@exemple.test" for n in range(MAILS)}
    assert len(pairs) == len({number for _address, number in pairs}) == MAILS
    assert SentCopy.objects.count() == MAILS
    # At most the one in flight at each kill came twice, under the same Message-ID.
    doubled = [pair for pair, times in Counter(mailbox.received).items() if times > 1]
    assert len(doubled) <= KILLS


def test_worker_killed_among_mails_of_the_day_brings_each_news_once(mailbox):
    """A hundred people, ten news each: one mail a person, which marks all that it brought or nothing."""
    mailbox.server.start()
    people = [User.objects.create_user(f"p{number}@exemple.test") for number in range(100)]
    for person in people:
        for occasion in range(10):
            actions.post(event="test.killed_daily", to=person, target=person, occasion=str(occasion))
    Message.objects.update(waits_for_digest=True, next_try_at=clock.now())
    connection.close()

    for kill in range(KILLS):
        worker = start_worker(mailbox.port)
        goal = (kill + 1) * len(people) // (KILLS + 1)
        wait_until(lambda goal=goal: len(mailbox.received) >= goal)
        worker.send_signal(signal.SIGKILL)
        worker.wait()
    last = start_worker(mailbox.port)
    news = Message.objects.exclude(event=DIGEST)
    wait_until(lambda: news.filter(state=MessageState.SENT).count() == 10 * len(people))
    last.terminate()

    assert last.wait(20) == 0
    pairs = set(mailbox.received)
    assert len(pairs) == len({address for address, _number in pairs}) == len(people)
    assert len(mailbox.received) - len(pairs) <= KILLS
    digests = Message.objects.filter(event=DIGEST, state=MessageState.SENT)
    assert {digest.parts.count() for digest in digests} == {10}
