"""Every mail about a project is read again in its file, as it was sent, by who received it and the town."""

import datetime as dt
import re

import pytest
from django.core import mail as outgoing

from terreau.accompaniment import actions
from terreau.accounts import actions as accounts
from terreau.accounts.enums import Role
from terreau.directory.models import TeamMember
from terreau.kernel.clock import PARIS
from terreau.messaging import actions as messaging
from terreau.messaging import copies
from terreau.messaging.enums import Circle
from terreau.messaging.models import DIGEST, CapabilityLink, Message, SentCopy
from terreau.messaging.worker.outbox import send_due
from terreau.projects import actions as projects
from tests.factories.accompaniment import accepted, published_offer, sent
from tests.factories.projects import FollowedProjectFactory
from tests.projects.test_erasing import rows_with

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 5, 4, 10, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def _monday(clock):
    clock.travel(MONDAY)


def file_mails(client, project):
    """Return the numbers of the mails that the page of a file lists."""
    page = client.get(f"/suivi/{project.reference}/courriels/")
    assert page.status_code == 200
    return {int(number) for number in re.findall(r"/suivi/courriels/(\d+)/", page.content.decode())}


def opened(client, message):
    return client.get(f"/suivi/courriels/{message.pk}/").status_code


@pytest.fixture
def told(scene):
    """A demand that was accepted: mails to the holder, to the team's box, to the officer."""
    referral = sent(scene.need, scene.offer)
    actions.accept(referral=referral, by=scene.adviser)
    actions.post_message(
        referral=referral, side="desk", body="Entre nous", circle=Circle.TEAM, by=scene.officer
    )
    actions.post_to_town(project=scene.project, body="Bonjour la ville", by=scene.holder)
    send_due()
    return referral


def by_recipient(**about):
    return set(Message.objects.filter(**about).values_list("pk", flat=True))


def test_each_reads_what_they_were_sent_and_the_town_reads_all(scene, told, client_for):
    every = by_recipient()
    to_team = by_recipient(user=None)
    to_holder = by_recipient(user=scene.holder)
    assert (len(to_team) >= 2, len(to_holder) >= 1, by_recipient(user=scene.officer) != set()) == (True,) * 3

    assert file_mails(client_for(scene.officer), scene.project) == every
    assert file_mails(client_for(scene.holder), scene.project) == to_holder
    assert file_mails(client_for(scene.adviser), scene.project) == to_team


def test_page_says_what_was_sent_to_whom_and_when(scene, told, client_for):
    message = Message.objects.get(event="referral.introduction", user=scene.holder)

    page = client_for(scene.officer).get(f"/suivi/courriels/{message.pk}/").content.decode()

    original = next(mail for mail in outgoing.outbox if mail.to == [scene.holder.email])
    assert original.subject in page
    assert "Faites connaissance" in page
    assert ("Porteur" in page, scene.holder.email in page, "Envoyé" in page) == (True, True, True)
    assert re.search(r'<iframe[^>]* sandbox(="")? ', page)
    assert "4 mai 2026" in page


def test_html_part_is_sealed(scene, told, client_for):
    message = Message.objects.get(event="referral.introduction", user=scene.holder)

    answer = client_for(scene.holder).get(f"/suivi/courriels/{message.pk}/page/")

    policy = answer.headers["Content-Security-Policy"]
    assert ("default-src 'none'" in policy, "script-src" in policy) == (True, False)
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<h1>Faites connaissance</h1>" in answer.content.decode()


def test_personal_links_codes_and_addresses_are_hidden_in_the_copy(scene, settings, client_for):
    settings.REPLY_ADDRESS = "reponse@courriel.test"
    sent(scene.need, scene.offer)
    draft = projects.start_draft()
    projects.send_code(draft=draft, email="ana@exemple.test")
    send_due()

    written = "\n".join(f"{mail.body}{mail.subject}{mail.reply_to}" for mail in outgoing.outbox)
    tokens = set(re.findall(r"/(?:reponse|accord|reprendre)/([\w-]{43})/", written))
    tokens |= set(re.findall(r"\+([a-z2-7]{32})@", written))
    codes = set(re.findall(r"^(\d{6}) est votre code|\b(\d{6}) est votre code", written))
    assert (len(tokens) >= 2, len(codes)) == (True, 1)
    kept = "".join(str(copies.letter_of(message)) + message.subject for message in Message.objects.all())
    secrets = tokens | {part for pair in codes for part in pair if part}
    assert [secret for secret in secrets if secret in kept] == []
    assert copies.HIDDEN in kept
    assert CapabilityLink.objects.count() >= 2


def test_copy_is_not_readable_in_the_database(scene, told):
    content = b"".join(bytes(copy.content) for copy in SentCopy.objects.all())

    assert content
    assert b"Faites connaissance" not in content
    assert rows_with("Faites connaissance") == []


@pytest.mark.parametrize("who", ["stranger", "other holder", "other team", "invited reader", "visitor"])
@pytest.mark.usefixtures("told")
def test_nobody_else_reads_it(scene, person, client_for, client, who):
    message = Message.objects.get(event="referral.introduction", user=scene.holder)
    other = FollowedProjectFactory(title="Autre")
    team = published_offer("local").team
    member = person()
    TeamMember.objects.create(team=team, user=member, role="lead")
    reader = person()
    invitation = projects.invite(project=scene.project, email=reader.email, role="reader", by=scene.holder)
    projects.join(member=invitation, by=reader)
    people = {
        "stranger": person(),
        "other holder": other.owner,
        "other team": member,
        "invited reader": reader,
    }

    asking = client if who == "visitor" else client_for(people[who])

    assert opened(asking, message) == (302 if who == "visitor" else 404)
    page = asking.get(f"/suivi/courriels/{message.pk}/page/")
    assert page.status_code == (302 if who == "visitor" else 404)


def test_team_stops_reading_when_the_demand_is_withdrawn(scene, client_for):
    referral = sent(scene.need, scene.offer)
    send_due()
    [message] = Message.objects.filter(event="referral.sent")
    client = client_for(scene.adviser)
    assert opened(client, message) == 200

    actions.withdraw(referral=referral, by=scene.holder)

    assert opened(client, message) == 404
    assert opened(client_for(scene.officer), message) == 200


def test_mail_that_waits_says_when_it_leaves(scene, client_for):
    messaging.post(event="project.news_asked", to=scene.holder, target=scene.project)
    message = Message.objects.get()

    page = client_for(scene.holder).get(f"/suivi/courriels/{message.pk}/").content.decode()

    assert ("pas encore parti" in page, "<iframe" in page) == (True, False)
    assert "Des nouvelles de votre projet" in page


def test_part_of_a_mail_of_the_day_stands_in_its_file_and_the_others_do_not(scene, client_for, clock):
    other = FollowedProjectFactory(title="Un autre secret", referent=scene.officer)
    for project in (scene.project, other):
        projects.give_news(project=project, news="goes_on", text="", by=project.owner)
    clock.travel(MONDAY + dt.timedelta(days=1))
    send_due()
    message = Message.objects.get(event="project.news_given", target_key=str(scene.project.pk))

    page = client_for(scene.officer).get(f"/suivi/courriels/{message.pk}/").content.decode()

    assert ("courriel du jour" in page, "Atelier vélo" in page, "Un autre secret" in page) == (
        True,
        True,
        False,
    )
    assert not SentCopy.objects.filter(message__event=DIGEST).exists()
    digest = Message.objects.get(event=DIGEST)
    assert opened(client_for(scene.officer), digest) == 404


def test_mails_of_a_file_that_went_into_another_are_read_there(scene, client_for):
    twice = FollowedProjectFactory(owner=scene.holder, referent=scene.officer)
    messaging.post(event="project.news_asked", to=scene.holder, target=twice)
    send_due()
    message = Message.objects.get(event="project.news_asked")

    projects.merge(gone=twice, kept=scene.project, by=scene.officer)

    assert message.pk in file_mails(client_for(scene.holder), scene.project)
    assert opened(client_for(scene.holder), message) == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("asked", [("officer", 9), ("holder", 9), ("adviser", 12)], ids=str)
def test_list_takes_the_same_queries_at_any_length(
    scene, client_for, django_assert_num_queries, count, asked
):
    who, queries = asked
    referral = sent(scene.need, scene.offer)
    Message.objects.all().delete()
    for occasion in range(count):
        for to in (scene.holder, scene.officer, scene.team.email):
            messaging.post(event="referral.sent", to=to, target=referral, occasion=str(occasion))
    client = client_for(getattr(scene, who))
    address = f"/suivi/{scene.project.reference}/courriels/"
    client.get(address)

    with django_assert_num_queries(queries):
        client.get(address)


def test_mails_are_erased_with_the_account(scene, clock):
    scene.project.title = "zqmarqueurqz"
    scene.project.save(update_fields=["title"])
    referral = accepted(scene.need, scene.offer)
    actions.post_message(
        referral=referral, side="organisation", body="Bonjour", circle=Circle.EVERYONE, by=scene.adviser
    )
    send_due()
    actions.close(referral=referral, by=scene.officer)
    projects.close(project=scene.project, reason="Fini", by=scene.officer)
    send_due()
    assert "messaging_message" in rows_with("zqmarqueurqz")
    assert SentCopy.objects.exists()

    accounts.erase_account(user=scene.holder, by=scene.holder)

    assert rows_with("zqmarqueurqz") == []
    assert not SentCopy.objects.exists()


def test_mails_written_to_an_address_are_erased_with_the_account_of_that_address(person):
    someone = person(Role.EDITOR, email="editrice@exemple.test")
    for occasion in ("1", "2"):
        messaging.post(
            event="reply.posted", to=someone.email, target=person(), occasion=occasion, language="fr"
        )

    accounts.erase_account(user=someone, by=someone)

    assert Message.objects.filter(recipient__startswith="erased:").count() == 2
    assert rows_with("editrice@exemple.test") == []
