"""Answering a mail posts in the conversation, or comes back with a reason; machines are not listened to."""

import re
from email.message import EmailMessage

import pytest
from django.core import mail as outgoing

from terreau.accompaniment import actions
from terreau.accounts.enums import Role
from terreau.documents.models import File
from terreau.messaging import actions as messaging
from terreau.messaging import queries
from terreau.messaging.models import CapabilityLink, InboundMail, Message, Participant, ThreadMessage
from tests.factories.accompaniment import sent

PDF = b"%PDF-1.7\n" + b"x" * 200


@pytest.fixture(autouse=True)
def _answers_come_in(settings):
    settings.REPLY_ADDRESS = "reply@mail.sceaux.test"


@pytest.fixture
def referral(scene, worker):
    """A demand that reached its team."""
    found = sent(scene.need, scene.offer)
    worker()
    return found


@pytest.fixture
def written(scene, referral, worker):
    """Return a function that makes one side write, and gives the mail that another side received."""

    def write(by, to, circle="everyone", body="Bonjour à tous"):
        person = {"desk": scene.officer, "holder": scene.holder}.get(by, scene.adviser)
        actions.post_message(referral=referral, side=by, body=body, circle=circle, by=person)
        addresses = {
            "desk": scene.officer.email,
            "holder": scene.holder.email,
            "organisation": scene.team.email,
        }
        return next(mail for mail in worker() if mail.to == [addresses[to]])

    return write


def answer(received, text="C’est d’accord.", sender=None, files=(), **headers):
    """Return the bytes of an answer to a mail, as a mail program would write it."""
    message = EmailMessage()
    message["From"] = sender or received.to[0]
    message["To"] = received.reply_to[0]
    message["Subject"] = f"Re: {received.subject}"
    message["Message-ID"] = headers.pop("number", f"<{abs(hash(text))}@chez.test>")
    message["In-Reply-To"] = received.extra_headers["Message-ID"]
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    quote = "\n".join(f"> {line}" for line in received.body.splitlines())
    message.set_content(
        f"{text}\n\nLe lun. 4 mai 2026 à 10:12, Ville <ess@sceaux.test> a écrit :\n\n{quote}\n"
    )
    for name, content in files:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def receive(raw):
    return messaging.receive(raw=raw, source="command")


def last_said():
    return ThreadMessage.objects.order_by("-pk").first()


def test_every_mail_of_a_conversation_says_where_to_answer(written):
    received = written("desk", "holder")

    assert re.fullmatch(r"reply\+[a-z2-7]{32}@mail\.sceaux\.test", received.reply_to[0])
    assert received.body.startswith("–––– Répondez au-dessus de cette ligne ––––")
    assert "que lisent\u00a0: le porteur, l’organisme et la ville" in received.body


def test_holder_answers_by_mail(written, scene, referral, worker):
    received = written("desk", "holder")

    mail = receive(answer(received, "C’est d’accord.\n\nCordialement,\nNino\n06 01 02 03 04"))

    said = last_said()
    assert (mail.state, said.body, said.author, said.circle) == (
        "posted",
        "C’est d’accord.",
        scene.holder,
        "everyone",
    )
    assert sorted(one.to[0] for one in worker()) == sorted([scene.officer.email, scene.team.email])


def test_answer_to_what_the_holder_does_not_read_stays_between_professionals(written, scene, worker):
    received = written("desk", "organisation", circle="team", body="Entre nous")

    receive(answer(received, "Je le pense aussi."))

    assert (last_said().body, last_said().circle) == ("Je le pense aussi.", "team")
    assert last_said().author_label == "Sceaux Smart"
    assert sorted(one.to[0] for one in worker()) == sorted([scene.officer.email, scene.team.email])


def test_answer_to_a_demand_is_read_by_the_town_and_says_that_the_demand_still_waits(scene, referral, worker):
    demand = next(mail for mail in outgoing.outbox if mail.to == [scene.team.email])

    receive(answer(demand, "Nous sommes complets.", sender="quelqu-un@smart.test"))

    told = {mail.to[0]: mail for mail in worker()}
    referral.refresh_from_db()
    assert (referral.state, last_said().circle) == ("sent", "team")
    assert set(told) == {scene.officer.email, "quelqu-un@smart.test"}
    assert "attend toujours une réponse" in told["quelqu-un@smart.test"].body


def test_answer_to_a_question_starts_the_wait_again(scene, referral, worker):
    actions.ask(referral=referral, question="Combien de places ?", by=scene.adviser)
    asked = next(mail for mail in worker() if mail.to == [scene.holder.email])

    receive(answer(asked, "Quatre."))

    referral.refresh_from_db()
    assert referral.question_at is None
    assert queries.next_reminder(referral).kind == "referral.first_reminder"


def test_holder_and_town_answer_each_other_by_mail(scene, worker):
    actions.post_to_town(project=scene.project, body="Une nouvelle", by=scene.holder)
    received = next(mail for mail in worker() if mail.to == [scene.officer.email])

    receive(answer(received, "Merci."))

    assert (last_said().body, last_said().author) == ("Merci.", scene.officer)
    assert [mail.to for mail in worker()] == [[scene.holder.email]]


def test_same_mail_brought_twice_is_posted_once(written):
    raw = answer(written("desk", "holder"))

    first, again = receive(raw), receive(raw)

    assert first == again
    assert ThreadMessage.objects.filter(body="C’est d’accord.").count() == 1


def test_address_is_the_same_in_every_mail_and_a_copy_of_the_database_gives_none(written):
    first, second = written("desk", "holder"), written("desk", "holder", body="Encore")
    token = first.reply_to[0].partition("+")[2].partition("@")[0]

    assert first.reply_to == second.reply_to
    kept = [*CapabilityLink.objects.values_list("token_hash", flat=True)]
    kept += Participant.objects.values_list("reply_nonce", flat=True)
    receive(answer(first))
    kept += [bytes(raw) for raw in InboundMail.objects.values_list("raw", flat=True)]
    assert not any(token in (one if isinstance(one, str) else one.decode("latin1")) for one in kept)


def test_each_person_and_circle_has_an_address_of_its_own(written):
    addresses = [
        written("desk", "holder").reply_to,
        written("desk", "organisation", body="Deux").reply_to,
        written("desk", "organisation", circle="team", body="Trois").reply_to,
    ]

    assert len({tuple(one) for one in addresses}) == 3


def test_address_passed_on_to_somebody_else_does_not_speak_for_its_owner(written, person, worker):
    received = written("desk", "holder")
    person(email="voisine@exemple.test")

    mail = receive(answer(received, "C’est moi", sender="voisine@exemple.test"))

    assert (mail.state, mail.reason) == ("refused", "other_sender")
    told = next(one for one in worker() if one.to == ["voisine@exemple.test"])
    assert "une autre adresse" in told.body
    assert "C’est moi" in told.body
    assert ThreadMessage.objects.filter(body="C’est moi").count() == 0


def test_revoked_address_posts_nothing(written, scene, referral, worker):
    received = written("desk", "holder")
    actions.withdraw(referral=referral, by=scene.officer)
    worker()

    mail = receive(answer(received))

    assert (mail.state, mail.reason) == ("refused", "bad_address")
    assert [one.to for one in worker()] == [[scene.holder.email]]


def test_forged_address_is_kept_and_tells_strangers_nothing(written, worker):
    received = written("desk", "holder")
    received.reply_to = [f"reply+{'a' * 32}@mail.sceaux.test"]

    mail = receive(answer(received, sender="inconnu@ailleurs.test"))

    assert (mail.state, mail.reason) == ("kept", "bad_address")
    assert worker() == []
    assert list(queries.mails_for_the_town()) == [mail]


def test_link_of_another_purpose_is_no_address(written, scene, referral):
    from terreau.accompaniment.enums import LinkPurpose
    from terreau.messaging import links

    received = written("desk", "holder")
    token = "a" * 32
    links.keep(token, purpose=LinkPurpose.ANSWER, target=referral)
    received.reply_to = [f"reply+{token}@mail.sceaux.test"]

    assert receive(answer(received)).reason == "bad_address"


def test_address_of_another_conversation_does_not_post_here(written, scene, referral):
    """The address says which conversation: no header of the mail changes it."""
    received = written("desk", "holder")
    raw = answer(received, "Ailleurs", References="<999.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@x>")

    receive(raw)

    assert last_said().thread == queries.thread_of(referral)


def test_officer_who_left_writes_nothing_any_more(written, scene):
    received = written("holder", "desk")
    scene.officer.grants.all().delete()

    mail = receive(answer(received))

    assert (mail.state, mail.reason) == ("refused", "rule")
    assert "ne suivez plus" in mail.explanation


def test_files_are_checked_as_uploads_are(written, worker, scene):
    received = written("desk", "holder")

    mail = receive(
        answer(
            received, "Voici.", files=[("Devis final.pdf", PDF), ("plan.pdf", b"MZ\x90\x00" + b"\x00" * 90)]
        )
    )

    assert list(File.objects.values_list("name", "circle", "target_kind")) == [
        ("devis-final.pdf", "everyone", "messaging.threadmessage")
    ]
    assert (mail.state, "plan.pdf" in mail.explanation) == ("posted", True)
    told = next(one for one in worker() if one.to == [scene.holder.email])
    assert "Ce type de fichier n’est pas accepté" in told.body


def test_mail_with_nothing_but_refused_files_is_sent_back(written):
    mail = receive(answer(written("desk", "holder"), "", files=[("virus.exe", b"MZ\x00")]))

    assert (mail.state, mail.reason) == ("refused", "rule")
    assert last_said().body == "Bonjour à tous"


def test_mail_without_words_is_sent_back(written):
    mail = receive(answer(written("desk", "holder"), ""))

    assert (mail.state, mail.reason) == ("refused", "empty")


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Precedence": "bulk"},
        {"X_Autoreply": "yes"},
        {"Return_Path": "<>"},
        {"List_Id": "<liste.exemple.test>"},
        {"sender": "MAILER-DAEMON@exemple.test"},
        {"sender": "no-reply@exemple.test"},
    ],
)
def test_machines_are_not_posted_nor_answered(written, worker, headers):
    received = written("desk", "holder")

    mail = receive(answer(received, "Je suis absent", **headers))

    assert (mail.state, mail.reason, worker()) == ("ignored", "automatic", [])


@pytest.mark.parametrize(
    "subject", ["Réponse automatique : x", "Automatic reply: x", "Absence du bureau", "Out of office"]
)
def test_answering_machine_that_hides_is_known_by_its_subject(written, worker, subject):
    received = written("desk", "holder")
    received.subject = subject
    raw = answer(received).replace(b"Subject: Re: ", b"Subject: ")

    assert (receive(raw).state, worker()) == ("ignored", [])


def test_two_answering_machines_do_not_talk_for_ever(written, worker, scene, settings):
    """Each side's machine answers everything and says nothing of being one: the conversation stops."""
    waiting, rounds = [written("desk", "holder")], 0
    while waiting and rounds < 500:
        rounds += 1
        received = waiting.pop(0)
        if received.reply_to and received.reply_to[0].startswith("reply+"):
            receive(answer(received, f"Je suis en congé {rounds}"))
        waiting += worker()

    assert rounds < 120


def test_answering_machine_that_repeats_itself_is_heard_once(written, worker):
    received = written("desk", "holder")
    text = "Je suis en congé jusqu’au 15 mai, sans accès à mes messages."

    states = [receive(answer(received, text, number=f"<{n}@chez.test>")).state for n in range(3)]

    assert states == ["posted", "ignored", "ignored"]


def test_our_own_mail_that_comes_back_is_not_posted(written):
    received = written("desk", "holder")
    raw = received.message()
    raw.replace_header("To", received.reply_to[0])

    assert receive(raw.as_bytes()).state == "ignored"


def test_report_of_delivery_marks_the_mail_as_not_delivered(written, scene):
    received = written("desk", "holder")
    number = received.extra_headers["Message-ID"]
    report = (
        "From: MAILER-DAEMON@mx.test\nTo: ess@sceaux.test\nMessage-ID: <r1@mx>\nSubject: Undelivered\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry\n--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.test\n\nFinal-Recipient: rfc822; a@b\nAction: failed\nStatus: 5.1.1\n\n"
        f"--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: {number}\n--b--\n"
    )

    mail = receive(report.encode())

    assert (mail.state, mail.reason) == ("ignored", "report")
    assert Message.objects.get(event="message.posted", user=scene.holder).state == "bounced"


def test_forged_report_of_delivery_changes_nothing(written, scene):
    written("desk", "holder")
    message = Message.objects.get(event="message.posted", user=scene.holder)
    raw = (
        "Content-Type: multipart/report; boundary=b\n\n--b\n\nAction: failed\nStatus: 5.1.1\n"
        f"Message-ID: <{message.pk}.{'a' * 32}@x>\n--b--"
    )

    receive(raw.encode())

    message.refresh_from_db()
    assert message.state == "sent"


def test_files_open_for_those_who_read_the_message_only(written, scene, client_for, person, client):
    received = written("desk", "organisation", circle="team", body="Entre nous")
    receive(answer(received, "Voici.", files=[("note.pdf", PDF)]))
    address = f"/suivi/fichiers/{File.objects.get().pk}/"

    assert client_for(scene.officer).get(address)["Content-Type"] == "application/pdf"
    assert client_for(scene.adviser).get(address).status_code == 200
    assert client_for(scene.holder).get(address).status_code == 404
    assert client_for(person(Role.EDITOR)).get(address).status_code == 404
    assert client.get(address).status_code == 302


def test_organisation_opens_files_by_its_link(written, scene, client, link_in):
    received = written("desk", "organisation", circle="team", body="Entre nous")
    path = link_in(received, "reponse")
    receive(answer(received, "Voici.", files=[("note.pdf", PDF)]))
    number = File.objects.get().pk

    page = client.get(path).content.decode()

    assert f"{path}fichiers/{number}/" in page
    answered = client.get(f"{path}fichiers/{number}/")
    assert (answered.status_code, answered["X-Content-Type-Options"]) == (200, "nosniff")
    assert "attachment" in answered["Content-Disposition"]
    assert client.get(f"{path}fichiers/{number + 1}/").status_code == 404


def test_nothing_is_asked_for_when_answers_do_not_come_in(written, settings, scene):
    settings.REPLY_ADDRESS = ""

    received = written("desk", "holder")

    assert "Répondez au-dessus" not in received.body
    assert not any("reply+" in one for one in received.reply_to or [])
