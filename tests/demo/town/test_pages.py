"""The pages of the demo: the story, the way in, the mailboxes."""

import pytest
from django.test import Client
from django.urls import reverse

from terreau.demo.models import HERE, DemoMail
from terreau.demo.story.cast import PEOPLE


@pytest.fixture
def visitor(settings):
    settings.DEMO = True
    return Client()


def enter(client, person, following=""):
    return client.post(reverse("demo:enter"), {"person": person, "next": following})


def test_the_story_has_eight_steps_that_say_what_happened(demo_town, visitor):
    steps = visitor.get(reverse("demo:home")).context["steps"]

    assert [bool(step.lines and step.doors) for step in steps[:2]] == [True, True]
    assert (len(steps), all(step.lines for step in steps), all(step.doors for step in steps)) == (
        8,
        True,
        True,
    )


def test_every_door_opens(demo_town, visitor):
    steps = visitor.get(reverse("demo:home")).context["steps"]
    shut = []
    for step in steps:
        for door in step.doors:
            enter(visitor, door.person)
            answer = visitor.get(door.url)
            if answer.status_code != 200:
                shut.append((door.person, door.url, answer.status_code))

    assert shut == []


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_each_person_reaches_their_own_space(demo_town, visitor, person):
    answer = enter(visitor, person.key)

    assert answer.url == reverse("portal:my_space")
    assert visitor.get(answer.url).context["user"] == demo_town[person.key]


def test_entering_leads_nowhere_outside(demo_town, visitor):
    assert enter(visitor, "nora.genet", "https://ailleurs.test/").url == reverse("portal:my_space")


def test_nobody_enters_as_somebody_unknown(demo_town, visitor):
    assert enter(visitor, "root").status_code == 404


def test_nobody_enters_when_the_demo_is_off(demo_town, settings):
    settings.DEMO = False

    assert enter(Client(), "nora.genet").status_code == 403


def test_a_mailbox_holds_the_mails_of_the_person_and_of_their_teams(demo_town, visitor):
    page = visitor.get(reverse("demo:mailbox", args=["mathieu.sureau"])).context["page"]

    own = "mathieu.sureau@exemple.test"
    assert {mail.recipient for mail in page} == {"equipe.talus@exemple.test", own}


def test_the_link_of_a_mail_is_alive_without_an_account(demo_town, visitor):
    letter = DemoMail.objects.filter(
        recipient="equipe.talus@exemple.test", text__contains="/reponse/"
    ).first()
    page = visitor.get(reverse("demo:mail", args=[letter.pk])).content.decode()
    link = page.split('<a href="/reponse/')[1].split('"')[0]

    assert "La cuisine partagée des Blagis" in visitor.get(f"/reponse/{link}").content.decode()


def test_a_mail_follows_the_address_of_the_server(demo_town, settings):
    settings.BASE_URL = "http://127.0.0.1:9000"
    letter = DemoMail.objects.filter(text__contains=HERE).first()

    assert (HERE in letter.letter, "http://127.0.0.1:9000/" in letter.letter) == (False, True)


def test_the_page_of_a_mail_is_sealed(demo_town, visitor):
    letter = DemoMail.objects.create(
        recipient="awa.tilleul@exemple.test",
        subject="<b>essai</b>",
        text="<script>alert(1)</script> http://ailleurs.test/",
        html="<html><head></head><body><script>alert(1)</script></body></html>",
    )
    sealed = visitor.get(reverse("demo:mail_page", args=[letter.pk]))
    shown = visitor.get(reverse("demo:mail", args=[letter.pk]))

    assert "default-src 'none'" in sealed.headers["Content-Security-Policy"]
    assert "script-src" not in sealed.headers["Content-Security-Policy"]
    assert sealed.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown.content.decode()
    assert 'href="http://ailleurs.test/' not in shown.content.decode()


def test_the_list_of_mails_asks_as_many_questions_for_one_as_for_many(
    demo_town, visitor, django_assert_num_queries
):
    def count(url):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as asked:
            visitor.get(url)
        return len(asked)

    assert count(reverse("demo:mails")) == count(reverse("demo:mailbox", args=["ines.fusain"]))
