"""Due reminders and periodic jobs are done once; what fails waits and is seen."""

import datetime as dt

import pytest
from django.db import DatabaseError

from terreau.kernel import clock as kernel_clock
from terreau.messaging import actions, jobs, reminders
from terreau.messaging.models import Heartbeat, Message, PeriodicJob, Reminder
from terreau.messaging.worker.due import run_jobs, run_reminders
from terreau.messaging.worker.loop import Worker

pytestmark = pytest.mark.django_db

DUE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)


@pytest.fixture
def subject(person):
    return person()


def test_reminder_is_done_once_when_due(subject, clock):
    @reminders.handler("test.kind")
    def remember(target, reminder):
        actions.post(event="test.news", to="aide@exemple.test", target=target, occasion=reminder.kind)

    actions.remind(target=subject, kind="test.kind", due=DUE)
    clock.travel(DUE - dt.timedelta(seconds=1))
    assert run_reminders() == 0

    clock.travel(DUE + dt.timedelta(days=7))
    assert (run_reminders(), run_reminders()) == (1, 0)
    assert Message.objects.count() == 1
    assert Reminder.objects.get().sent_at == kernel_clock.now()


def test_settled_reminder_is_not_done(subject, clock):
    actions.remind(target=subject, kind="test.kind", due=DUE)
    actions.settle(target=subject)
    clock.travel(DUE)
    assert run_reminders() == 0


def test_reminder_about_something_gone_is_cancelled(subject, clock):
    actions.remind(target=subject, kind="test.kind", due=DUE)
    subject.delete()
    clock.travel(DUE)

    assert run_reminders() == 1
    assert Reminder.objects.get().cancelled_at == DUE


def test_failing_reminder_leaves_nothing_behind_and_is_tried_again(subject, clock):
    calls = []

    @reminders.handler("test.kind")
    def remember(target, reminder):
        actions.post(event="test.news", to="aide@exemple.test", target=target)
        calls.append(reminder.attempts)
        if len(calls) == 1:
            raise ValueError("aide@exemple.test")

    actions.remind(target=subject, kind="test.kind", due=DUE)
    clock.travel(DUE)

    assert (run_reminders(), run_reminders()) == (1, 0)
    assert (Message.objects.count(), Reminder.objects.get().last_error) == (0, "ValueError")
    clock.travel(DUE + dt.timedelta(minutes=1))
    assert run_reminders() == 1
    assert (calls, Message.objects.count()) == ([1, 2], 1)


def test_reminder_planned_again_by_its_own_handler_waits_for_its_date(subject, clock):
    @reminders.handler("test.kind")
    def remember(target, reminder):
        actions.remind(target=target, kind="test.kind", due=DUE + dt.timedelta(days=3))

    actions.remind(target=subject, kind="test.kind", due=DUE)
    clock.travel(DUE)

    assert (run_reminders(), run_reminders()) == (1, 0)
    assert list(Reminder.objects.filter(sent_at=None).values_list("due_at", flat=True)) == [
        DUE + dt.timedelta(days=3)
    ]


def test_job_runs_at_its_interval(db, clock):
    runs = []
    jobs.REGISTRY.clear()
    jobs.job("test.job", every=dt.timedelta(hours=1))(lambda: runs.append(kernel_clock.now()))
    clock.travel(DUE)
    assert (run_jobs(), run_jobs()) == (1, 0)
    clock.travel(DUE + dt.timedelta(hours=1))
    assert run_jobs() == 1
    assert runs == [DUE, DUE + dt.timedelta(hours=1)]


def test_failing_job_is_counted_and_waits(db, clock):
    jobs.REGISTRY.clear()

    @jobs.job("test.job", every=dt.timedelta(seconds=5))
    def fail():
        raise ValueError

    clock.travel(DUE)
    run_jobs()

    job = PeriodicJob.objects.get()
    assert (job.failures, job.last_error) == (1, "ValueError")
    assert job.next_run_at == DUE + dt.timedelta(seconds=30)


@pytest.mark.django_db(transaction=True)
def test_turn_gives_a_sign_of_life_and_forgets_old_ones(clock):
    clock.travel(DUE)
    Heartbeat.objects.create(name="gone", beat_at=DUE - dt.timedelta(days=2))
    worker = Worker()

    worker.turn()

    assert list(Heartbeat.objects.values_list("name", "beat_at")) == [(worker.name, DUE)]


def test_worker_survives_a_database_that_answers_with_an_error(db, monkeypatch):
    worker = Worker()
    monkeypatch.setattr(worker._stop, "wait", lambda seconds: None)

    def locked():
        raise DatabaseError("database is locked")

    assert worker._safely(locked) == 0
