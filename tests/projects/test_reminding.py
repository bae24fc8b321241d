"""Pause, silence, return, archive: a followed project always has a date to come."""

import datetime as dt

import pytest
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.directory.models import Subject
from terreau.kernel import clock as kernel_clock
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.messaging import links
from terreau.messaging.models import Message, Reminder, ThreadMessage
from terreau.messaging.worker.due import run_reminders
from terreau.projects import actions, mails, queries
from terreau.projects.models import Project
from tests.factories.projects import FollowedProjectFactory, ProjectFactory
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db
START = dt.date(2026, 3, 2)


@pytest.fixture
def officer(person):
    return person(Role.OFFICER, first_name="Sacha", last_name="Martin")


@pytest.fixture
def project(officer, clock):
    OperatorFactory()
    clock.travel(START)
    project = ProjectFactory(title="Atelier vélo")
    actions.accept(project=project, referent=officer, message="Bienvenue", by=officer)
    return project


def planned(project) -> dt.date | None:
    reminder = queries.next_reminder(project)
    return reminder.due_at.astimezone(kernel_clock.PARIS).date() if reminder else None


def asked() -> int:
    return Message.objects.filter(event="project.news_asked").count()


def test_p9_a_reactivated_project_shows_a_future_reminder_date(project, officer, client_for, clock):
    actions.pause(project=project, reason="Été", by=project.owner)
    assert planned(project) == START + dt.timedelta(days=180)
    clock.travel(START + dt.timedelta(days=400))

    actions.resume(project=project, by=project.owner)

    assert planned(project) == START + dt.timedelta(days=442)
    assert planned(project) > kernel_clock.today()
    page = client_for(project.owner).get(reverse("projects:manage", args=[project.reference]))
    assert "Prochain rappel le" in page.content.decode()


def test_p9_a_closed_and_archived_project_comes_back_with_a_referent_and_a_date(
    project, officer, person, clock
):
    actions.close(project=project, reason="Financement refusé", by=officer)
    assert planned(project) is None
    with pytest.raises(RuleBroken, match="Dites pourquoi le dossier s’archive"):
        actions.archive(project=project, reason=" ", by=officer)
    actions.archive(project=project, reason="Sans suite", by=officer)
    clock.travel(START + dt.timedelta(days=500))
    with pytest.raises(RuleBroken, match="agent de la ville"):
        actions.reopen(project=project, referent=person(), by=officer)

    actions.reopen(project=project, referent=officer, by=officer)

    project.refresh_from_db()
    assert (project.state, project.archived_at, project.archive_reason) == ("followed", None, "")
    assert project.close_reason == "Financement refusé"
    assert planned(project) == START + dt.timedelta(days=542)


def test_p9_six_weeks_of_silence_bring_the_question_once(project, clock):
    clock.travel(START + dt.timedelta(days=41))
    run_reminders()
    assert asked() == 0
    clock.travel(START + dt.timedelta(days=43))
    run_reminders()
    run_reminders()
    assert asked() == 1
    assert planned(project) == START + dt.timedelta(days=133)


def test_p9_a_sign_of_life_puts_the_question_off(project, clock):
    clock.travel(START + dt.timedelta(days=30))
    subject = Subject.objects.get(code="local")
    actions.open_need(project=project, subject=subject, by=project.owner)
    clock.travel(START + dt.timedelta(days=43))
    run_reminders()

    assert asked() == 0
    assert planned(project) == START + dt.timedelta(days=72)


def test_p9_a_sign_of_life_later_in_the_day_does_not_ask_again_and_again(project, clock):
    clock.travel(dt.datetime(2026, 3, 2, 16, tzinfo=kernel_clock.PARIS))
    actions.open_need(project=project, subject=Subject.objects.get(code="local"), by=project.owner)
    clock.travel(START + dt.timedelta(days=42))  # nine in the morning, an hour that day had not come to

    assert run_reminders() == 1
    assert run_reminders() == 0
    assert asked() == 0
    assert planned(project) == START + dt.timedelta(days=43)


def test_p9_weeks_without_a_worker_bring_one_question(project, clock):
    clock.travel(START + dt.timedelta(days=300))
    run_reminders()
    run_reminders()

    assert asked() == 1


@pytest.mark.parametrize(
    ("news", "state", "word"),
    [("goes_on", "followed", "continue"), ("pause", "paused", "en pause"), ("over", "closed", "terminé")],
)
def test_p9_the_holder_answers_from_the_mail_without_signing_in(project, client, news, state, word):
    token = links.issue(purpose=mails.NEWS, target=project)
    address = reverse("projects:news", args=[token])
    assert client.get(address).status_code == 200
    assert Project.objects.get().state == "followed"

    page = client.post(address, {"news": news, "text": "Nous avons un local."}).content.decode()

    assert word in page
    assert Project.objects.get().state == state
    assert ThreadMessage.objects.get().body == "Nous avons un local."
    assert Message.objects.filter(event="project.news_given", user=project.referent).count() == 1
    if news == "over":
        assert client.get(address).status_code == 404


def test_a_pause_may_say_its_end(project, client_for):
    address = reverse("projects:life", args=[project.reference])
    client = client_for(project.owner)

    past = client.post(address, {"verb": "pause", "pause-until": "2026-03-01"}).content.decode()
    assert "à une date à venir" in past
    client.post(address, {"verb": "pause", "pause-until": "2026-09-01", "pause-reason": "Été"})

    assert planned(project) == dt.date(2026, 9, 1)


def test_an_archived_file_is_taken_out(project, officer):
    actions.close(project=project, reason="Fini", by=officer)
    actions.archive(project=project, reason="Fini", by=officer)
    actions.unarchive(project=project, by=officer)

    project.refresh_from_db()
    assert (project.state, project.archived_at) == ("closed", None)
    with pytest.raises(StaleObject, match="n’est plus archivé"):
        actions.unarchive(project=project, by=officer)


def test_projects_from_before_are_watched_too(officer):
    old = FollowedProjectFactory(referent=officer)
    FollowedProjectFactory(referent=officer)

    assert actions.watch_forgotten(by=None) == 2
    assert actions.watch_forgotten(by=None) == 0
    assert Reminder.objects.filter(target_key=str(old.pk), kind="project.quiet").count() == 1
