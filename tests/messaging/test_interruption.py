"""A week without a worker, then one again: what is due leaves once, what became moot never does."""

import datetime as dt

import pytest
from django.core import mail as outgoing

from terreau.kernel.clock import PARIS
from terreau.messaging import actions, registry, reminders
from terreau.messaging.models import Message, Reminder
from terreau.messaging.worker.due import run_reminders
from terreau.messaging.worker.outbox import send_due

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2026, 5, 4, 9, tzinfo=PARIS)
MAILS = 60
MOOT = 20


@pytest.fixture
def about(person, clock):
    clock.travel(MONDAY)
    return person()


@pytest.fixture
def news():
    """Compose a mail unless its occasion became moot."""
    moot = set()

    @registry.composer("test.news")
    def compose(target, message):
        return (
            None if message.occasion in moot else registry.Mail("Une nouvelle", "Bonjour", [message.occasion])
        )

    return moot


def work():
    while run_reminders() + send_due():
        pass


def test_a_week_without_worker_loses_and_doubles_nothing(about, news, clock):
    @reminders.handler("test.kind")
    def remember(target, reminder):
        actions.post(
            event="test.news", to="rappel@exemple.test", target=target, occasion=f"rappel {reminder.pk}"
        )

    for day in range(7):
        clock.travel(MONDAY + dt.timedelta(days=day))
        for number in range(MAILS):
            actions.post(event="test.news", to=f"a{number}@exemple.test", target=about, occasion=f"{day}")
        planned = MONDAY + dt.timedelta(days=day + 1)
        actions.remind(target=Message.objects.first(), kind="test.kind", due=planned)
        actions.remind(target=Message.objects.last(), kind="test.kind", due=planned)
    news.update({"2", "5"})
    settled = actions.settle(target=Message.objects.last())

    clock.travel(MONDAY + dt.timedelta(days=7, hours=1))
    work()
    work()

    left = [(mail.to[0], mail.body) for mail in outgoing.outbox]
    assert (
        len(left) == len(set(left)) == 5 * MAILS + len({r.pk for r in Reminder.objects.exclude(sent_at=None)})
    )
    assert Message.objects.filter(state="cancelled").count() == 2 * MAILS
    assert settled == 1
    assert not Reminder.objects.filter(sent_at=None, cancelled_at=None).exists()
    assert not Message.objects.filter(state="pending").exists()


def test_reminder_planned_for_an_hour_that_does_not_exist_is_made(about, clock):
    """On 29 March 2026 the clock jumps from two to three: half past two never comes."""
    made = []
    reminders.handler("test.kind")(lambda target, reminder: made.append(reminder.due_at))
    actions.remind(target=about, kind="test.kind", due=dt.datetime(2026, 3, 29, 2, 30, tzinfo=PARIS))

    clock.travel(dt.datetime(2026, 3, 29, 0, 59, 59, tzinfo=dt.UTC))
    assert run_reminders() == 0
    clock.travel(dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC))

    assert (run_reminders(), run_reminders(), len(made)) == (1, 0, 1)


def test_reminder_in_the_hour_that_comes_twice_is_made_once(about, clock):
    made = []
    reminders.handler("test.kind")(lambda target, reminder: made.append(reminder.pk))
    actions.remind(target=about, kind="test.kind", due=dt.datetime(2026, 10, 25, 2, 30, tzinfo=PARIS))

    for moment in (0, 15, 30, 45, 60, 75, 90, 105, 120):
        clock.travel(dt.datetime(2026, 10, 25, tzinfo=dt.UTC) + dt.timedelta(minutes=moment))
        run_reminders()

    assert len(made) == 1


@pytest.mark.parametrize(
    ("day", "utc"), [(dt.date(2026, 3, 28), 8), (dt.date(2026, 3, 29), 7), (dt.date(2026, 10, 25), 8)]
)
def test_day_of_a_reminder_is_nine_in_the_morning_in_paris_whatever_the_season(about, day, utc):
    reminder = actions.remind(target=about, kind="test.kind", due=day)

    assert reminder.due_at.astimezone(dt.UTC) == dt.datetime(day.year, day.month, day.day, utc, tzinfo=dt.UTC)


def test_retry_across_the_change_of_hour_waits_as_long_as_ever():
    from terreau.messaging.worker.outbox import wait_after

    before = dt.datetime(2026, 3, 29, 0, 45, tzinfo=dt.UTC)
    after = (before + wait_after(7)).astimezone(PARIS)

    assert after - before == wait_after(7)
