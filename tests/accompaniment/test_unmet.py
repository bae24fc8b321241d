"""A need that nobody answers is noted once, told honestly, and settled by itself when an offer comes."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from terreau.accompaniment import actions, jobs, queries
from terreau.accompaniment.models import UnmetNeed
from terreau.accompaniment.queries import queues
from terreau.directory.models import Subject
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.messaging.models import Message
from terreau.projects import actions as projects
from terreau.projects.enums import ProjectState
from tests.factories.accompaniment import accepted, proposed, published_offer, sent
from tests.factories.projects import FollowedProjectFactory, ProjectFactory

ORGANISATION = Actor.by_link("Sceaux Smart")
WORKER = Actor.system("worker")


def look(scene):
    return actions.look_at_need(need=scene.need, by=WORKER)


def suspend(offer):
    offer.state = "suspended"
    offer.save()


def test_need_without_offer_gives_one_row_and_one_task_however_often_it_is_looked_at(scene):
    suspend(scene.offer)

    for _hour in range(3):
        jobs.look_at_needs()

    (unmet,) = UnmetNeed.objects.all()
    assert (unmet.need, unmet.stage, unmet.cause, unmet.recorded_by) == (scene.need, "idee", "none", None)
    assert list(queries.no_offer()) == [unmet]
    assert list(queues.needs_without_offer(clock.now())) == []
    assert list(Message.objects.values_list("event", "user")) == [("need.unmet", scene.holder.pk)]
    entry = Entry.objects.get(verb="need.unmet")
    assert entry.data == {"cause": "none", "stage": "idee", "subject": "local"}


def test_need_that_somebody_may_answer_is_not_noted(scene):
    scene.offer.criteria = [{"fact": "postal_worker", "is": "true", "value": None}]
    scene.offer.save()

    assert look(scene) is None
    assert not UnmetNeed.objects.exists()


def test_cause_says_what_keeps_the_offers_away(scene):
    scene.offer.stages = ["creation"]
    scene.offer.save()
    assert queries_cause(scene) == "ruled_out"

    scene.offer.stages = []
    scene.offer.paused_until = clock.today() + dt.timedelta(days=5)
    scene.offer.save()
    assert queries_cause(scene) == "no_room"


def queries_cause(scene):
    unmet = look(scene)
    cause = unmet.cause
    unmet.delete()
    return cause


@pytest.mark.parametrize("end", ["refuse", "expire"])
def test_need_whose_only_team_was_asked_in_vain_is_noted(scene, end):
    referral = sent(scene.need, scene.offer)
    assert look(scene) is None
    if end == "refuse":
        actions.refuse(referral=referral, reason="full", by=ORGANISATION)
    else:
        actions.expire(referral=referral, by=scene.officer)

    unmet = look(scene)

    assert unmet.cause == "declined"
    assert list(queues.returned(clock.now())) == []
    assert list(queries.no_offer()) == [unmet]


def test_another_team_that_may_help_is_a_track_not_a_dead_end(scene):
    published_offer("local", perimeter=scene.project.commune)
    actions.refuse(referral=sent(scene.need, scene.offer), reason="full", by=ORGANISATION)

    assert look(scene) is None


def test_need_in_hand_closed_or_of_a_paused_project_is_left_alone(scene):
    suspended = FollowedProjectFactory(needs=["financement"])
    projects.pause(project=suspended, reason="", by=scene.officer)
    actions.close(referral=accepted(scene.need, scene.offer), by=scene.officer)
    third = FollowedProjectFactory(needs=["formation"]).needs.get()
    projects.close_need(need=third, by=scene.officer)
    suspend(scene.offer)

    jobs.look_at_needs()

    assert not UnmetNeed.objects.exists()


def test_offer_that_comes_settles_the_need_and_tells_everybody_once(scene, worker):
    suspend(scene.offer)
    look(scene)
    worker()
    offer = published_offer("local", perimeter=scene.project.commune, title="Local neuf")

    for _hour in range(2):
        jobs.look_at_needs()

    unmet = UnmetNeed.objects.get()
    assert unmet.settled_at is not None
    assert unmet.settled_by == offer
    assert list(queries.no_offer()) == []
    assert list(queues.needs_without_offer(clock.now())) == [scene.need]
    mails = {mail.to[0]: mail for mail in worker()}
    assert set(mails) == {scene.holder.email, scene.officer.email}
    assert "Local neuf" in mails[scene.holder.email].body
    assert reverse("accompaniment:offers", args=[scene.project.reference, scene.need.pk]) in (
        mails[scene.officer.email].body
    )
    assert Entry.objects.filter(verb="need.offer_came").count() == 1


def test_offer_that_leaves_and_comes_back_makes_a_second_row_not_a_silence(scene):
    suspend(scene.offer)
    look(scene)
    scene.offer.state = "published"
    scene.offer.save()
    look(scene)
    suspend(scene.offer)

    second = look(scene)

    assert UnmetNeed.objects.count() == 2
    assert list(queries.no_offer()) == [second]


def test_demand_that_came_back_waits_for_the_desk_again_once_an_offer_came(scene):
    referral = sent(scene.need, scene.offer)
    actions.refuse(referral=referral, reason="full", by=ORGANISATION)
    look(scene)
    published_offer("local", perimeter=scene.project.commune)

    look(scene)

    assert list(queries.no_offer()) == []
    assert list(queues.returned(clock.now())) == [referral]


def test_what_a_person_noted_is_settled_by_a_new_offer_only(scene):
    unmet = actions.record_no_offer(need=scene.need, reason="Bureaux trop chers", by=scene.officer)
    assert look(scene) == unmet
    assert look(scene).settled_at is None

    other = published_offer("local", perimeter=scene.project.commune)

    assert look(scene).settled_by == other


def test_proposal_settles_the_row_and_says_by_which_offer(scene):
    suspend(scene.offer)
    look(scene)
    scene.offer.state = "published"
    scene.offer.save()

    proposed(scene.need, scene.offer)

    assert UnmetNeed.objects.get().settled_by == scene.offer


def test_holder_reads_an_honest_sentence_on_the_page_and_in_the_mail(scene, client_for, worker):
    suspend(scene.offer)
    look(scene)

    (mail,) = worker()
    page = client_for(scene.holder).get(reverse("accompaniment:file", args=[scene.project.reference]))

    for text in (mail.body, page.content.decode()):
        assert "Aucune offre connue sur ce sujet ne couvre la commune." in text
    assert "vous serez prévenu dès qu’une offre arrive" in page.content.decode()


def test_desk_reads_why(scene, client_for):
    suspend(scene.offer)
    look(scene)

    page = client_for(scene.officer).get(reverse("portal:desk_others")).content.decode()

    assert "Aucune offre connue sur ce sujet ne couvre la commune." in page


def test_project_followed_at_last_is_looked_at_at_once(scene, django_capture_on_commit_callbacks):
    project = ProjectFactory(needs=["financement"])

    with django_capture_on_commit_callbacks(execute=True):
        projects.accept(project=project, referent=scene.officer, message="Oui", by=scene.officer)

    assert project.state == ProjectState.FOLLOWED
    assert UnmetNeed.objects.get().need == project.needs.get()


def test_need_added_later_is_looked_at_at_once(scene, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        need = projects.open_need(
            project=scene.project, subject=Subject.objects.get(code="formation"), by=scene.holder
        )

    assert UnmetNeed.objects.get().need == need


def test_person_who_notes_a_need_without_offer_says_why_in_the_database_too(scene):
    with pytest.raises(IntegrityError), transaction.atomic():
        UnmetNeed.objects.create(need=scene.need, cause="told", recorded_by=scene.officer)


@pytest.mark.parametrize("number", [1, 3])
def test_looking_takes_the_same_queries_for_one_offer_as_for_three(
    scene, django_assert_max_num_queries, number
):
    for _n in range(number):
        published_offer("local", perimeter=scene.project.commune)

    with django_assert_max_num_queries(16):
        look(scene)
