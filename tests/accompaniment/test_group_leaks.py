"""R13, C1: organisation B never receives organisation A’s note: page, API, search, export, mail, file."""

import pytest
from django.core import mail
from django.urls import reverse

from terreau.accompaniment import actions
from terreau.accompaniment.models import GroupPart
from terreau.accompaniment.sent_mails import mails_shown
from terreau.accompaniment.sides import may_read
from terreau.directory.models import TeamMember
from terreau.documents import actions as documents
from terreau.kernel.actors import Actor
from terreau.messaging.models import Message, ThreadMessage
from tests.factories.accompaniment import grouped, published_offer

NOTE, BEFORE, TEAM, FILE = "NOTE-SECRETE", "AVANT-LE-GROUPE", "ENTRE-PROS", "FICHE-SECRETE.txt"


@pytest.fixture
def two(scene, person):
    """A group of two organisations, each with a member who has an account; the first keeps a note."""
    other = published_offer("local", perimeter=scene.project.commune, title="Salle")
    other.team.organisation.name = "Le Lavoir"
    other.team.organisation.save()
    rival = person(first_name="Noé", last_name="Lavoir")
    TeamMember.objects.create(team=other.team, user=rival, role="lead")
    group = grouped(scene.need, scene.offer, other)
    scene.group, scene.rival, scene.other = group, rival, other
    scene.first = GroupPart.objects.get(group=group, referral__offer=scene.offer)
    scene.second = GroupPart.objects.get(group=group, referral__offer=other)
    actions.post_message(
        referral=scene.first.referral, side="organisation", body=BEFORE, circle="everyone", by=scene.adviser
    )
    scene.note = actions.keep_note(group=group, part=scene.first, body=NOTE, by=scene.adviser)
    scene.file = documents.keep(
        target=scene.note, name=FILE, content=b"Un secret", by=scene.adviser, circle=scene.note.circle
    )
    actions.post_in_group(
        group=group, side="organisation", body=TEAM, circle="team", by=scene.adviser, part=scene.first
    )
    return scene


def pages(scene):
    """Return every page that speaks of the file, the demands or the group."""
    project, group = scene.project, scene.group
    return [
        group.get_absolute_url(),
        reverse("accompaniment:file", args=[project.reference]),
        reverse("accompaniment:mails", args=[project.reference]),
        scene.first.referral.get_absolute_url(),
        scene.second.referral.get_absolute_url(),
        reverse("accompaniment:attachment", args=[scene.file.pk]),
        reverse("accompaniment:requests"),
        reverse("portal:my_space"),
        f"{reverse('portal:search')}?q=secrete",
        "/api/v1/openapi.json",
    ]


def read(client, path):
    response = client.get(path, follow=True)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return body.decode(errors="replace")


def test_the_organisation_itself_reads_its_note(two, client_for):
    assert NOTE in read(client_for(two.adviser), two.group.get_absolute_url())
    assert "Un secret" in read(
        client_for(two.adviser), reverse("accompaniment:attachment", args=[two.file.pk])
    )


@pytest.mark.parametrize("who", ["rival", "holder", "officer"])
def test_nobody_else_reads_it_on_any_page(two, client_for, who):
    client = client_for(getattr(two, who))

    for path in pages(two):
        page = read(client, path)
        for secret in (NOTE, FILE, "Un secret"):
            assert secret not in page, path


def test_a_partner_does_not_read_what_was_said_before_with_another(two, client_for):
    for path in pages(two):
        assert BEFORE not in read(client_for(two.rival), path), path
    assert TEAM in read(client_for(two.rival), two.group.get_absolute_url())
    assert TEAM not in read(client_for(two.holder), two.group.get_absolute_url())


def test_no_mail_carries_it_to_another(two, worker):
    worker()

    theirs = [letter for letter in mail.outbox if two.adviser.email not in letter.to]
    assert theirs
    for letter in theirs:
        said = letter.body + "".join(str(part.content) for part in letter.alternatives)
        assert NOTE not in said
    to_rival = [letter for letter in mail.outbox if letter.to == [two.other.team.email]]
    assert any(TEAM in letter.body for letter in to_rival)
    assert not any(BEFORE in letter.body for letter in to_rival)


def test_no_mail_sent_to_one_is_shown_to_another(two, worker):
    worker()

    shown = mails_shown(two.project, two.rival)
    boxes = {message.recipient for message in shown}
    assert boxes
    assert boxes <= {two.other.team.email.lower(), f"user:{two.rival.pk}"}
    assert Message.objects.filter(recipient=two.team.email.lower()).exists()


def test_the_file_that_the_holder_takes_away_holds_no_note(two):
    import json

    from terreau.projects.portability import CHAPTERS

    told = json.dumps([chapter.rows(two.project) for chapter in CHAPTERS.values()])

    assert BEFORE in told
    assert NOTE not in told
    assert TEAM not in told


def test_reading_is_decided_message_by_message(two):
    shared = ThreadMessage.objects.get(body=TEAM)

    assert [may_read(user, two.note) for user in (two.adviser, two.rival, two.officer, two.holder)] == [
        *(True, False, False, False)
    ]
    assert [may_read(user, shared) for user in (two.adviser, two.rival, two.officer, two.holder)] == [
        *(True, True, True, False)
    ]


def test_who_left_reads_the_shared_conversation_no_more(two, client_for):
    actions.leave_group(group=two.group, part=two.second, reason="Fini.", by=Actor.by_link("Le Lavoir"))

    assert client_for(two.rival).get(two.group.get_absolute_url()).status_code in (403, 404)
    assert not may_read(two.rival, ThreadMessage.objects.get(body=TEAM))
    assert TEAM not in read(client_for(two.rival), two.second.referral.get_absolute_url())


def test_an_answer_by_mail_is_posted_as_its_organisation_and_refused_once_it_left(two):
    from terreau.accompaniment.replies import to_group
    from terreau.kernel.errors import RuleBroken
    from terreau.messaging import replies
    from terreau.messaging.models import Participant

    there = Participant.objects.get(thread__target_key=str(two.group.pk), email=two.other.team.email)
    reply = replies.Reply(two.group, there, "everyone", "Par courriel")

    posted = to_group(reply)
    actions.leave_group(group=two.group, part=two.second, reason="Fini.", by=Actor.by_link("Le Lavoir"))

    assert posted.message.author_label == "Le Lavoir"
    with pytest.raises(RuleBroken, match="Vous ne suivez plus ce dossier"):
        to_group(replies.Reply(two.group, there, "everyone", "Encore"))
