"""Time moves for every process of the demo, what falls due on the way is done, and nowhere else."""

import datetime as dt
import os
import subprocess
import sys
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client
from django.urls import reverse

from terreau.demo import actions, lead, prepare, queries
from terreau.demo.lead import Lead
from terreau.demo.models import DemoMark
from terreau.journal import actions as journal
from terreau.kernel import clock as kernel_clock
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging import reminders
from terreau.messaging.models import Heartbeat, PeriodicJob, Reminder
from tests.demo.test_prepare import SOURCE

KIND = "test.moved"


@pytest.fixture
def real(monkeypatch):
    """Say what time it is on the computer."""

    def set_to(*moment):
        there = dt.datetime(*moment, tzinfo=PARIS).astimezone(dt.UTC)
        monkeypatch.setattr(kernel_clock, "real", lambda: there)

    return set_to


@pytest.fixture
def done(monkeypatch):
    """The hours in Paris at which the reminders of this test were done."""
    hours = []

    def note(_target, _reminder):
        hours.append(kernel_clock.now().astimezone(PARIS).replace(tzinfo=None))

    monkeypatch.setitem(reminders.REGISTRY, KIND, note)
    return hours


def remind(target, *moment):
    messaging.remind(target=target, kind=KIND, due=dt.datetime(*moment, tzinfo=PARIS))


def go_to(year, month, day):
    return list(actions.advance(to=queries.on_date(dt.date(year, month, day))))


def in_paris():
    return kernel_clock.now().astimezone(PARIS).replace(tzinfo=None)


def test_a_lead_is_read_again_when_it_changes(tmp_path):
    path = tmp_path / "clock"
    ahead = Lead(path)
    read = [ahead()]
    for days in (2, 5):
        lead.write(path, dt.timedelta(days=days))
        read.append(ahead())
    lead.forget(path)

    assert [one.days for one in (*read, ahead())] == [0, 2, 5, 0]


def test_another_process_lives_at_the_same_date(tmp_path):
    lead.write(tmp_path / "demo-clock", dt.timedelta(days=400))
    then = (kernel_clock.real() + dt.timedelta(days=400)).astimezone(PARIS)

    said = clock_command(tmp_path, TERREAU_DEMO="1")

    assert (said.returncode, str(then.year) in said.stdout) == (0, True)


def test_outside_the_demo_the_command_is_refused_in_words(tmp_path):
    said = clock_command(tmp_path, "--to", "2030-01-01")

    assert (said.returncode, "ne déplace que le temps d’une démonstration" in said.stderr) == (1, True)
    assert not (tmp_path / "demo-clock").exists()


def clock_command(folder, *words, **extra):
    ours = ("TERREAU_", "DJANGO_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    environment |= {"TERREAU_DATA_DIR": str(folder), "PYTHONPATH": str(SOURCE)} | extra
    command = [sys.executable, "-m", "terreau", "clock", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_what_falls_due_on_the_way_is_done_at_its_hour(moving, real, done, person):
    real(2026, 11, 23, 10, 30)
    remind(person(), 2026, 11, 25, 9)
    remind(person(), 2026, 12, 24, 9)

    days = go_to(2026, 11, 27)

    assert done == [dt.datetime(2026, 11, 25, 9)]
    assert [day.date.day for day in days] == [23, 24, 25, 26, 27]
    assert in_paris() == dt.datetime(2026, 11, 27, 10, 30)


def test_a_reminder_that_another_worker_holds_is_left_to_it_until_its_lease_ends(moving, real, done, person):
    real(2026, 11, 23, 10)
    remind(person(), 2026, 11, 24, 9)
    Reminder.objects.update(lease_until=dt.datetime(2026, 11, 24, 9, 2, tzinfo=PARIS))

    go_to(2026, 11, 25)

    assert done == [dt.datetime(2026, 11, 24, 9, 2)]


def test_over_the_change_to_summer_time_hours_stay_those_of_the_town_hall(moving, real, done, person):
    real(2027, 3, 26, 10)
    for day in (27, 28, 29):
        remind(person(), 2027, 3, day, 9)

    days = go_to(2027, 3, 30)

    assert done == [dt.datetime(2027, 3, day, 9) for day in (27, 28, 29)]
    assert [day.date.day for day in days] == [26, 27, 28, 29, 30]
    assert in_paris() == dt.datetime(2027, 3, 30, 10)
    assert Lead(moving)() == dt.timedelta(days=4, hours=-1)


def test_an_hour_that_the_change_to_summer_time_skips_is_the_next_one(moving, real):
    real(2027, 3, 27, 2, 30)

    go_to(2027, 3, 28)

    assert in_paris() == dt.datetime(2027, 3, 28, 3, 30)


def test_over_the_change_to_winter_time_nothing_is_done_twice(moving, real, done, person):
    real(2026, 10, 24, 10)
    remind(person(), 2026, 10, 25, 2, 30)

    go_to(2026, 10, 26)

    assert (len(done), in_paris()) == (1, dt.datetime(2026, 10, 26, 10))


@pytest.mark.parametrize(
    ("date", "sentence"),
    [
        ((2026, 11, 23), "n’avance que vers l’avenir"),
        ((2026, 11, 1), "déjà le lundi 23"),
        ((2028, 1, 1), "Un an au plus"),
    ],
)
def test_a_date_past_or_far_is_refused_with_a_sentence(moving, real, date, sentence):
    real(2026, 11, 23, 10)

    with pytest.raises(RuleBroken, match=sentence):
        go_to(*date)


@pytest.mark.parametrize("missing", ["mark", "setting", "file"])
def test_time_moves_in_a_demo_only(moving, settings, missing):
    if missing == "mark":
        DemoMark.objects.all().delete()
    elif missing == "setting":
        settings.DEMO = False
    else:
        settings.DEMO_CLOCK_FILE = None

    with pytest.raises(RuleBroken, match="n’est pas une démonstration"):
        actions.advance(to=kernel_clock.now() + dt.timedelta(days=1))
    with pytest.raises(RuleBroken, match="n’est pas une démonstration"):
        actions.return_to_today()
    assert not moving.exists()


def test_time_comes_back_and_the_worker_with_it(moving, real):
    real(2026, 11, 23, 10)
    lead.write(moving, dt.timedelta(days=30))
    ahead = kernel_clock.now()
    PeriodicJob.objects.create(name="journal.seal", next_run_at=ahead)
    Heartbeat.objects.create(name="worker", beat_at=ahead)

    actions.return_to_today()

    assert in_paris() == dt.datetime(2026, 11, 23, 10)
    assert PeriodicJob.objects.get().next_run_at == kernel_clock.now()
    assert not Heartbeat.objects.exists()


def test_a_town_that_lived_ahead_does_not_come_back(moving, real, person):
    real(2026, 11, 23, 10)
    lead.write(moving, dt.timedelta(days=30))
    journal.write(verb="project.closed", target=person(), by=Actor.system("worker"))

    with pytest.raises(RuleBroken, match="a vécu jusqu’au mercredi 23 décembre 2026"):
        actions.return_to_today()
    assert kernel_clock.today() == dt.date(2026, 12, 23)


def test_a_new_town_begins_on_the_date_of_the_computer(moving, monkeypatch):
    lead.write(moving, dt.timedelta(days=30))
    monkeypatch.setattr(prepare.story, "load", lambda tell: None)

    prepare._load({}, lambda _line: None)

    assert queries.today().ahead == 0


def test_the_command_tells_each_day(moving, real):
    real(2026, 12, 24, 10)
    out = StringIO()

    call_command("clock", to="2026-12-25", stdout=out)

    told = out.getvalue().splitlines()
    assert told[0].startswith("jeudi 24 décembre 2026")
    assert "vendredi 25 décembre 2026 (jour non ouvré)" in told
    assert told[-1] == "La démonstration est au vendredi 25 décembre 2026, 10:00."


def test_the_command_comes_back(moving, real):
    real(2026, 11, 23, 10)
    lead.write(moving, dt.timedelta(days=3))
    out = StringIO()

    call_command("clock", back=True, stdout=out)

    assert out.getvalue() == "La démonstration est au lundi 23 novembre 2026, 10:00.\n"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [({"to": "demain"}, "n’est pas une date"), ({"to": "2015-05-21"}, "vers l’avenir")],
)
def test_the_command_refuses_with_a_sentence(moving, words, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("clock", **words)


def test_the_page_says_the_date_and_moves_it(moving, real):
    real(2026, 11, 23, 10)
    visitor = Client()

    answer = visitor.post(reverse("demo:move_on"), {"days": "3"}, follow=True)

    assert answer.redirect_chain[0][0] == f"{reverse('demo:home')}#date"
    assert queries.today() == queries.Today(dt.date(2026, 11, 26), 3)
    page = answer.content.decode()
    assert "Ici, nous sommes le jeudi 26 novembre 2026." in page
    assert "vit 3 jours en avance" in page


@pytest.mark.parametrize("days", ["", "0", "365", "-1", "deux"])
def test_the_page_moves_by_the_days_it_offers(moving, days):
    assert Client().post(reverse("demo:move_on"), {"days": days}).status_code == 404


def test_the_page_moves_nothing_outside_a_demo(moving):
    DemoMark.objects.all().delete()

    answer = Client().post(reverse("demo:move_on"), {"days": "1"}, follow=True)

    assert ("pas une démonstration" in answer.content.decode(), moving.exists()) == (True, False)
