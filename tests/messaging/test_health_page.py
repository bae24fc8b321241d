"""The page of health turns red within a quarter of an hour when nobody works any more."""

import datetime as dt

import pytest

from terreau.accounts.enums import Role
from terreau.messaging import actions, jobs
from terreau.messaging.doctor import examine
from terreau.messaging.models import Heartbeat, InboundMail, Message, PeriodicJob
from terreau.messaging.worker.loop import Worker

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)
ADDRESS = "/plateforme/sante/"


@pytest.fixture
def colour(client_for, person, clock):
    clock.travel(NOW)
    client = client_for(person(Role.ADMINISTRATOR))

    def look():
        return client.get(ADDRESS).content.decode().split('data-terreau-health="', 1)[1].split('"', 1)[0]

    return look


@pytest.mark.django_db(transaction=True)
def test_page_turns_red_within_fifteen_minutes_of_the_worker_stopping(colour, clock, monkeypatch):
    job = jobs.Job("test.job", dt.timedelta(minutes=1), lambda: None)
    monkeypatch.setattr("terreau.messaging.jobs.REGISTRY", {"test.job": job})
    Worker().turn()
    assert colour() == "green"

    clock.travel(NOW + dt.timedelta(minutes=9))
    assert colour() == "green"
    clock.travel(NOW + dt.timedelta(minutes=10, seconds=1))

    assert colour() == "red"


def test_page_is_red_when_no_worker_ever_ran(colour):
    assert colour() == "red"


def alive():
    Heartbeat.objects.create(name="here")


def late_job():
    PeriodicJob.objects.create(name="test.job", next_run_at=NOW - dt.timedelta(minutes=16))


def failing_job():
    PeriodicJob.objects.create(name="test.job", next_run_at=NOW, failures=3, last_error="ValueError")


def late_mail(person):
    message = actions.post(event="test.news", to="a@exemple.test", target=person())
    hour = NOW - dt.timedelta(minutes=16)
    Message.objects.filter(pk=message.pk).update(created_at=hour, next_try_at=hour)


@pytest.mark.parametrize(
    "case",
    [
        (lambda person: None, "green", "Le travailleur tourne"),
        (lambda person: late_job(), "red", "test.job"),
        (lambda person: failing_job(), "amber", "ValueError"),
        (late_mail, "red", "1 courriels attendent"),
        (lambda person: Message.objects.create(state="dead"), "amber", "abandonnés"),
        (lambda person: Message.objects.create(state="bounced", sent_at=NOW), "amber", "revenus"),
        (
            lambda person: actions.remind(target=person(), kind="x", due=NOW - dt.timedelta(minutes=16)),
            "red",
            "Rappels en retard",
        ),
    ],
)
def test_each_trouble_has_its_colour_and_its_sentence(colour, client_for, person, case):
    make, expected, sentence = case
    alive()
    make(person)

    page = client_for(person(Role.OFFICER)).get(ADDRESS).content.decode()

    assert (colour(), sentence in page) == (expected, True)


def test_two_days_without_any_mail_are_told_when_answers_should_come(colour, settings, clock):
    settings.REPLY_ADDRESS = "reply@mail.sceaux.test"
    alive()
    assert colour() == "amber"
    InboundMail.objects.create(fingerprint="x", source="imap", state="posted")
    assert colour() == "green"

    Heartbeat.objects.update(beat_at=NOW + dt.timedelta(days=2, minutes=1))
    clock.travel(NOW + dt.timedelta(days=2, minutes=1))

    assert colour() == "amber"
    assert any("No mail has come in since 2026-05-04" in finding.what for finding in examine())


def test_page_is_for_those_who_look_after_the_platform(client, client_for, person):
    assert client.get(ADDRESS).status_code == 302
    assert client_for(person(Role.EDITOR)).get(ADDRESS).status_code == 403
