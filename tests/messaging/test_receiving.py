"""Whatever comes in is read without a crash, kept, and brought by three doors: command, webhook, mailbox."""

# ruff: noqa: E501 - mails are as wide as programs write them

import base64
import datetime as dt
import hmac
import os
import socketserver
import subprocess
import sys
import threading
import time

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.kernel import clock as kernel_clock
from terreau.messaging import actions, jobs, replies
from terreau.messaging.inbound import automatic, imap, reading
from terreau.messaging.inbound.sealed import seal, unseal
from terreau.messaging.models import InboundMail, Message, ThreadMessage
from tests.databases import database_url

SECRET = "secret-of-the-provider"


@pytest.fixture(autouse=True)
def _answers_come_in(settings):
    settings.REPLY_ADDRESS = "reply@mail.sceaux.test"
    settings.INBOUND_SECRET = SECRET


@pytest.fixture
def said():
    """What the conversations of this file hold: about a person, for want of an app above."""
    heard = []

    @replies.poster("accounts.user")
    def note(reply):
        heard.append(reply)
        thread = actions.open_thread(target=reply.target)
        return replies.Posted(actions.say(thread=thread, body=reply.text, by=reply.participant.user))

    yield heard
    replies.REGISTRY.pop("accounts.user")


@pytest.fixture
def address(person, said):
    someone = person(email="alice@exemple.test")
    thread = actions.open_thread(target=someone, participants=[someone])
    return replies.address_of(thread.participants.get(), "everyone")


def raw_mail(address, body="Bonjour", number="<1@chez.test>", **headers):
    heads = {"From": "alice@exemple.test", "To": address, "Subject": "Re", "Message-ID": number} | headers
    return ("".join(f"{name}: {value}\r\n" for name, value in heads.items()) + f"\r\n{body}").encode()


def receive(raw):
    return actions.receive(raw=raw, source="command")


# Reading


@pytest.mark.parametrize(
    ("charset", "encoding", "text"),
    [
        ("utf-8", "8bit", "Voilà, c’est prêt 🌱"),
        ("iso-8859-1", "8bit", "Voilà, prêt"),
        ("windows-1252", "8bit", "Voilà, c’est prêt"),
        ("utf-16", "base64", "Voilà"),
        ("utf-8", "base64", "أهلا — é e\u0301"),
        ("utf-8", "quoted-printable", "=C3=A9t=C3=A9"),
        ("klingon-9", "8bit", "Voilà"),
        ("utf-8", "8bit", "latin1 mal déclaré"),
    ],
)
def test_charsets_are_read(charset, encoding, text):
    body = text.encode("latin1" if "mal déclaré" in text else charset if charset != "klingon-9" else "utf-8")
    expected = "été" if encoding == "quoted-printable" else text
    if encoding == "base64":
        body = base64.encodebytes(body)
    head = f"From: a@b.test\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: {encoding}\n\n"

    assert reading.read(head.encode() + body).text == expected


def test_headers_in_any_charset_are_read():
    read = reading.read(
        b"From: =?utf-8?b?w4lsb2RpZQ==?= <ELODIE@Exemple.test>\nSubject: =?iso-8859-1?q?caf=E9?=\n =?utf-8?q?_=C3=A9t=C3=A9?=\n\nx"
    )

    assert (read.sender, read.subject) == ("elodie@exemple.test", "café été")


MALFORMED = {
    "nothing": b"",
    "no header": b"bonjour",
    "null signs": b"From: a@b.test\nSubject: x\x00y\n\n\x00bon\x00jour\x00",
    "boundary without end": b'From: a@b.test\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nbonjour',
    "boundary missing": b"From: a@b.test\nContent-Type: multipart/mixed\n\n--b\n\nbonjour",
    "bad base64": b"From: a@b.test\nContent-Transfer-Encoding: base64\n\n=====@@@@",
    "bad type": b"From: a@b.test\nContent-Type: ;;;/\n\nbonjour",
    "bad header encoding": b"From: =?utf-8?b?!!!?= <a@b.test>\nSubject: =?x?q?\xff?=\n\nbonjour",
    "binary": bytes(range(256)) * 20,
    "surrogates": b"From: a@b.test\nSubject: \xed\xa0\x80\n\n\xed\xa0\x80",
    "deep": b"From: a@b.test\n"
    + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2000)),
    "mail in a mail": b"From: a@b.test\nContent-Type: message/rfc822\n\nFrom: c@d.test\n\nhidden",
    "many headers": b"X: y\n" * 20_000 + b"\nbonjour",
    "long header": b"From: a@b.test\nTo: " + b"x@y.test, " * 50_000 + b"\n\nbonjour",
    "attachment without name": b"From: a@b.test\nContent-Type: application/pdf\n\n%PDF-",
    "encoded name": b"From: a@b.test\nContent-Type: x/y; name*0*=utf-8''%ff%fe; name*1=\"..\\\\..\\\\etc\"\n\nz",
}


@pytest.mark.parametrize("name", MALFORMED)
@pytest.mark.django_db
def test_malformed_mail_is_kept_whole_and_crashes_nothing(name):
    raw = MALFORMED[name]
    start = time.process_time()

    mail = receive(raw)

    assert mail.state in {"kept", "refused"}
    assert unseal(InboundMail.objects.get().raw) == raw
    assert time.process_time() - start < 10


@given(raw=st.binary(max_size=2000))
@hypothesis_settings(max_examples=200)
def test_any_bytes_are_read(raw):
    read = reading.read(raw)

    assert "\x00" not in read.text + read.subject + read.sender
    automatic.kind_of(read)
    automatic.refused_message(raw)


@given(text=st.text(max_size=300), subject=st.text(max_size=50))
@hypothesis_settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.django_db
def test_any_words_are_kept_or_posted(address, text, subject):
    body = base64.encodebytes(text.encode("utf-8", "replace")).decode()
    plain = subject.encode("utf-8", "replace")
    heads = {"Content-Type": "text/plain; charset=utf-8", "Content-Transfer-Encoding": "base64"}
    raw = raw_mail(address, body, number=f"<{hash((text, subject))}@x>", **heads)

    with transaction.atomic():
        mail = receive(
            raw.replace(b"Subject: Re", b"Subject: " + plain.replace(b"\n", b" ").replace(b"\r", b" "))
        )

    assert mail.state in {"posted", "refused", "kept", "ignored"}


@pytest.mark.django_db
def test_ten_megabytes_of_text_are_sent_back_and_kept(address):
    mail = receive(raw_mail(address, "Bonjour à tous. " * 640_000))

    assert (mail.state, mail.reason) == ("refused", "rule")
    assert "trop long" in mail.explanation
    assert len(unseal(InboundMail.objects.get().raw)) > 10_000_000


@pytest.mark.django_db
def test_answer_above_ten_megabytes_of_quotes_is_posted(address, said):
    mail = receive(
        raw_mail(address, "Oui.\n\nLe 4 mai 2026 à 10:12, Ville <a@b> a écrit :\n" + "> bla\n" * 1_500_000)
    )

    assert (mail.state, said[0].text) == ("posted", "Oui.")


@pytest.mark.django_db
def test_what_is_kept_cannot_be_read_in_a_copy_of_the_database(address, settings):
    receive(raw_mail(address, "Mot secret"))
    stored = bytes(InboundMail.objects.get().raw)

    assert b"Mot secret" not in stored
    settings.SECRET_KEY = "another" * 10
    assert unseal(stored) == b""


@pytest.mark.django_db
def test_envelope_recipient_is_enough(address, said):
    raw = raw_mail("liste@exemple.test")

    mail = actions.receive(
        raw=b"From alice@exemple.test Mon May 4\n" + raw, source="command", recipient=address.upper()
    )

    assert (mail.state, len(said)) == ("posted", 1)


@pytest.mark.django_db
def test_poster_that_breaks_is_tried_again_then_left_to_the_town(address, clock):
    clock.travel(dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC))
    replies.REGISTRY["accounts.user"] = lambda reply: 1 / 0
    mail = receive(raw_mail(address))
    assert InboundMail.objects.get().state == "received"

    for minute in range(1, 8):
        clock.travel(dt.datetime(2026, 5, 4, 10, 2 * minute, tzinfo=dt.UTC))
        jobs.sort_mails()

    mail.refresh_from_db()
    assert (mail.state, mail.reason, mail.attempts) == ("kept", "failed", 5)


@pytest.mark.django_db
def test_mail_left_by_a_process_that_died_is_dealt_with_by_the_worker(address, said, clock):
    clock.travel(dt.datetime(2026, 5, 4, 10, tzinfo=dt.UTC))
    InboundMail.objects.create(fingerprint="x", source="command", raw=seal(raw_mail(address)))
    jobs.sort_mails()
    assert not said

    clock.travel(dt.datetime(2026, 5, 4, 10, 1, 1, tzinfo=dt.UTC))
    jobs.sort_mails()

    assert (len(said), InboundMail.objects.get().state) == (1, "posted")


@pytest.mark.django_db
def test_mails_are_forgotten_after_their_time(address, said, clock, settings):
    clock.travel(dt.datetime(2026, 5, 4, tzinfo=dt.UTC))
    receive(raw_mail(address))
    clock.travel(dt.datetime(2026, 8, 1, tzinfo=dt.UTC))
    jobs.forget_mails()
    assert InboundMail.objects.count() == 1

    clock.travel(dt.datetime(2026, 8, 3, tzinfo=dt.UTC))
    jobs.forget_mails()

    assert (InboundMail.objects.count(), ThreadMessage.objects.count()) == (0, 1)


@pytest.mark.django_db
def test_explanations_to_one_address_are_counted(address, person):
    person(email="bob@exemple.test")

    states = [receive(raw_mail(address, number=f"<{n}@x>", From="bob@exemple.test")).state for n in range(7)]

    assert states == ["refused"] * 5 + ["kept"] * 2
    assert Message.objects.filter(event="reply.refused").count() == 5


# The pages of the town


@pytest.mark.django_db
def test_people_of_the_town_read_and_handle_what_was_kept(client_for, person):
    receive(raw_mail("ess@sceaux.test", "Bonjour <b>la ville</b>", From="inconnu@ailleurs.test"))
    mail = InboundMail.objects.get()
    client = client_for(person(Role.OFFICER))

    listed = client.get("/courriels/recus/").content.decode()
    page = client.get(f"/courriels/recus/{mail.pk}/").content.decode()
    whole = client.get(f"/courriels/recus/{mail.pk}/entier/")

    assert "inconnu@ailleurs.test" in listed
    assert "Bonjour &lt;b&gt;la ville" in page
    assert (whole.content, whole["Content-Type"]) == (unseal(mail.raw), "application/octet-stream")
    assert client.post(f"/courriels/recus/{mail.pk}/traiter/").status_code == 302
    assert client.post(f"/courriels/recus/{mail.pk}/traiter/").status_code == 302
    mail.refresh_from_db()
    assert mail.state == "handled"
    assert client_for(person(Role.EDITOR)).get("/courriels/recus/").status_code == 403


# The webhook


def bring(client, raw, *, at=None, secret=SECRET, **facts):
    moment = str(int((at or kernel_clock.now()).timestamp()))
    signature = hmac.digest(secret.encode(), moment.encode() + b"." + raw, "sha256").hex()
    head = {"HTTP_TERREAU_SIGNATURE": f"t={moment},v1={signature}"} | facts
    return client.post("/courriels/arrivee/", raw, content_type="message/rfc822", **head)


@pytest.mark.django_db
def test_signed_mail_is_taken(client, address, said):
    raw = raw_mail(address)

    assert [bring(client, raw).status_code for _time in range(2)] == [202, 202]
    assert len(said) == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"secret": "guess"},
        {"at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)},
        {"HTTP_TERREAU_SIGNATURE": ""},
        {"HTTP_TERREAU_SIGNATURE": "t=1,v1=" + "é" * 64},
    ],
)
def test_unsigned_mail_is_not_taken(client, address, facts):
    cache.clear()

    assert bring(client, raw_mail(address), **facts).status_code == 401
    assert not InboundMail.objects.exists()


@pytest.mark.django_db
def test_signature_is_of_this_body(client, address):
    moment = str(int(kernel_clock.now().timestamp()))
    signature = hmac.digest(SECRET.encode(), moment.encode() + b".other", "sha256").hex()

    answer = bring(client, raw_mail(address), HTTP_TERREAU_SIGNATURE=f"t={moment},v1={signature}")

    assert answer.status_code == 401


@pytest.mark.django_db
def test_webhook_is_limited_bounded_and_off_without_a_secret(client, address, settings, monkeypatch):
    cache.clear()
    assert client.get("/courriels/arrivee/").status_code == 405
    assert bring(client, raw_mail(address), CONTENT_LENGTH=str(30_000_000)).status_code == 413
    for _guess in range(20):
        bring(client, raw_mail(address), secret="guess")
    assert bring(client, raw_mail(address)).status_code == 429
    cache.clear()
    monkeypatch.setattr("terreau.messaging.views.arriving.MOST_A_MINUTE", 2)
    answers = [bring(client, raw_mail(address, number=f"<{n}@x>")).status_code for n in range(3)]
    assert answers == [202, 202, 429]
    settings.INBOUND_SECRET = ""
    assert bring(client, raw_mail(address)).status_code == 404


# The mailbox


class Mailbox(socketserver.StreamRequestHandler):
    """A small IMAP server: one folder, its unseen mails, and what was marked."""

    mails: dict[int, bytes] = {}
    seen: set[int] = set()
    refuses = ""

    def handle(self):
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, verb, *rest = line.decode().split()
            answer = self.answer(verb.upper(), [word.upper() for word in rest])
            self.wfile.write(
                answer + f"{tag} {'NO' if verb.upper() == self.refuses else 'OK'} done\r\n".encode()
            )

    def answer(self, verb, words):
        cls = type(self)
        if verb == "CAPABILITY":
            return b"* CAPABILITY IMAP4rev1\r\n"
        if verb == "SELECT":
            return b"* %d EXISTS\r\n" % len(cls.mails)
        if words[:1] == ["SEARCH"]:
            return b"* SEARCH " + b" ".join(b"%d" % n for n in cls.mails if n not in cls.seen) + b"\r\n"
        if words[:1] == ["STORE"]:
            cls.seen.add(int(words[1]))
        if words[:1] == ["FETCH"]:
            number = int(words[1])
            raw = cls.mails[number]
            if words[2] == "(RFC822.SIZE)":
                size = 30_000_000 if b"X-Big" in raw else len(raw)
                return b"* %d FETCH (UID %d RFC822.SIZE %d)\r\n" % (number, number, size)
            body = raw.split(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in words[2] else raw
            return b"* %d FETCH (UID %d BODY[] {%d}\r\n" % (number, number, len(body)) + body + b")\r\n"
        return b""


@pytest.fixture
def mailbox(settings):
    Mailbox.mails, Mailbox.seen, Mailbox.refuses = {}, set(), ""
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mailbox)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.IMAP = {
        "host": "127.0.0.1",
        "port": server.server_address[1],
        "tls": False,
        "user": "ess",
        "password": "mot de passe",
        "folder": "INBOX",
    }
    yield Mailbox
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
def test_mailbox_is_read_once_and_nothing_is_deleted(mailbox, address, said):
    mailbox.mails = {7: raw_mail(address), 9: raw_mail("ess@sceaux.test", number="<2@x>")}

    jobs.fetch_mails()
    jobs.fetch_mails()

    assert (len(said), mailbox.seen, len(mailbox.mails)) == (1, {7, 9}, 2)
    assert InboundMail.objects.count() == 2


@pytest.mark.django_db
def test_mail_killed_before_its_mark_is_brought_again_and_posted_once(mailbox, address, said):
    mailbox.mails = {7: raw_mail(address)}
    imap.fetch()
    mailbox.seen = set()

    imap.fetch()

    assert len(said) == 1


@pytest.mark.django_db
def test_mail_too_big_stays_in_the_mailbox_and_its_sender_is_told(mailbox, address):
    mailbox.mails = {7: raw_mail(address, **{"X-Big": "yes"})}

    imap.fetch()

    assert InboundMail.objects.get().reason == "too_big"
    assert Message.objects.get(event="reply.refused").user.email == "alice@exemple.test"


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["LOGIN", "SELECT", "UID"])
def test_mailbox_that_refuses_is_a_failure_of_the_job(mailbox, verb):
    mailbox.mails, mailbox.refuses = {7: b"x"}, verb

    with pytest.raises((imap.MailboxRefused, imap.imaplib.IMAP4.error)):
        jobs.fetch_mails()


# The command


def run_command(raw, *arguments):
    facts = {
        "TERREAU_DATABASE_URL": database_url(),
        "TERREAU_REPLY_ADDRESS": "reply@mail.sceaux.test",
        "TERREAU_EMAIL_BACKEND": "console",
        "DJANGO_SETTINGS_MODULE": "terreau.config.settings",
    }
    command = [sys.executable, "-m", "terreau", "receive_mail", *arguments]
    return subprocess.run(command, input=raw, env=os.environ | facts, capture_output=True, check=False)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_command_reads_a_real_mail_from_its_input():
    someone = User.objects.create_user("alice@exemple.test")
    connection.close()

    done = run_command(raw_mail("ess@sceaux.test", From=someone.email), "--recipient", "ess@sceaux.test")
    empty = run_command(b"")

    assert (done.returncode, done.stdout.split()[-1]) == (0, b"refused")
    assert InboundMail.objects.get().reason == "no_address"
    assert empty.returncode == os.EX_DATAERR


@pytest.mark.slow
@pytest.mark.django_db
def test_command_asks_for_the_mail_again_when_the_database_is_away(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "NAME", "/nowhere/at/all.sqlite3")

    assert run_command(raw_mail("ess@sceaux.test")).returncode == os.EX_TEMPFAIL
