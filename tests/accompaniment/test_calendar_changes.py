"""Delays follow the calendar of the town; what was promised follows the charter of the day it was sent."""

import datetime as dt

import pytest

from terreau.accompaniment import actions, jobs
from terreau.accompaniment.enums import ReminderKind
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries import delays_of, preview
from terreau.kernel.actors import Actor
from terreau.kernel.clock import PARIS
from terreau.messaging.models import Reminder
from terreau.projects import actions as projects
from terreau.projects.jobs import recount as recount_projects
from terreau.territories.actions import add_closing_day, remove_closing_day, set_operator
from terreau.territories.models import ClosingDay
from terreau.territories.queries import forget_operator
from tests.factories.accompaniment import proposed, sent
from tests.factories.projects import ProjectFactory

pytestmark = pytest.mark.django_db

BY = Actor.by_link("Sceaux Smart")
FRIDAY = dt.date(2026, 5, 15)  # after Ascension Day, in the way of most of what is sent on 11 May


def at(day, hour=10):
    return dt.datetime(2026, 5, day, hour, tzinfo=PARIS)


@pytest.fixture
def close(scene, django_capture_on_commit_callbacks):
    def close_on(day=FRIDAY):
        with django_capture_on_commit_callbacks(execute=True):
            add_closing_day(day=day, label="Pont", by=scene.officer)

    return close_on


@pytest.fixture
def monday(scene, clock):
    clock.travel(at(11))
    return scene


def reminded(target):
    """Return the days of the reminders to come, by kind."""
    pending = Reminder.objects.filter(target_key=str(target.pk), sent_at=None, cancelled_at=None)
    return {one.kind: one.due_at.astimezone(PARIS).date().day for one in pending}


def due(referral):
    referral.refresh_from_db()
    return referral.due_at.astimezone(PARIS).date().day


def test_open_demand_follows_a_closing_day_on_its_page_and_in_its_reminders(monday, close, client_for):
    referral = sent(monday.need, monday.offer)
    before = due(referral), reminded(referral)

    close()

    assert before == (
        19,
        {
            ReminderKind.FIRST: 15,
            ReminderKind.SECOND: 19,
            ReminderKind.THIRD: 22,
            ReminderKind.EXPIRY: 27,
        },
    )
    assert (due(referral), reminded(referral)) == (
        20,
        {
            ReminderKind.FIRST: 18,
            ReminderKind.SECOND: 20,
            ReminderKind.THIRD: 26,
            ReminderKind.EXPIRY: 28,
        },
    )
    assert [delay.due.day for delay in delays_of(referral)] == [20]
    shown = client_for(monday.officer).get(referral.get_absolute_url()).content.decode()
    assert "20 mai 2026" in shown


def test_day_opened_again_brings_the_dates_back(monday, close, django_capture_on_commit_callbacks):
    referral = sent(monday.need, monday.offer)
    before = due(referral), reminded(referral)
    close()

    with django_capture_on_commit_callbacks(execute=True):
        remove_closing_day(day=FRIDAY, by=monday.officer)

    assert (due(referral), reminded(referral)) == before


def test_reminder_mail_says_the_new_day(monday, close, clock, worker):
    sent(monday.need, monday.offer)
    worker()
    close()

    clock.travel(at(18))
    [mail] = worker()

    assert "avant le mercredi 20 mai 2026" in mail.subject


def test_nothing_is_reminded_on_the_day_that_closed(monday, close, clock, worker):
    sent(monday.need, monday.offer)
    worker()
    close()

    clock.travel(at(15, 12))

    assert worker() == []


def test_demand_whose_wait_started_again_is_counted_from_then(monday, close, clock):
    referral = sent(monday.need, monday.offer)
    actions.ask(referral=referral, question="Combien ?", by=BY)
    clock.travel(at(13))
    actions.post_message(referral=referral, side="holder", body="Deux", circle="everyone", by=monday.holder)
    assert due(referral) == 21

    close()

    assert (due(referral), reminded(referral)[ReminderKind.FIRST]) == (22, 20)
    assert referral.waits_since == at(13)


def test_proposal_and_question_follow_too(monday, close):
    proposal = proposed(monday.need, monday.offer)
    assert reminded(proposal) == {ReminderKind.CONSENT: 15}
    close()
    assert reminded(proposal) == {ReminderKind.CONSENT: 18}

    actions.consent(referral=proposal, payload_hash=preview(proposal, ()).hash, by=monday.holder)
    actions.ask(referral=proposal, question="Combien ?", by=BY)
    assert reminded(proposal) == {ReminderKind.QUESTION: 18}
    close(dt.date(2026, 5, 12))

    assert reminded(proposal) == {ReminderKind.QUESTION: 19}


def test_answered_demand_is_left_as_it_was(monday, close):
    referral = sent(monday.need, monday.offer)
    actions.accept(referral=referral, by=BY)
    before = due(referral), reminded(referral)

    close()

    assert (due(referral), reminded(referral)) == before


def test_end_of_the_wait_stays_two_days_after_the_last_reminder(monday, close, clock, worker):
    referral = sent(monday.need, monday.offer)
    worker()
    clock.travel(at(28))  # after an interruption: one reminder, then two business days
    worker()
    assert reminded(referral) == {ReminderKind.EXPIRY: 1}

    close(dt.date(2026, 5, 29))

    assert reminded(referral) == {ReminderKind.EXPIRY: 2}


def test_delay_of_the_charter_changes_new_demands_only(monday, charter_in_force, close):
    charter_in_force.commitments.update(delay_days=5)
    old = sent(monday.need, monday.offer)

    charter_in_force.commitments.update(delay_days=2)
    monday.offer.delay_days = 9
    monday.offer.save(update_fields=["delay_days"])
    actions.recount_all()

    assert (old.promised_days, due(old)) == (5, 19)
    Referral.objects.filter(pk=old.pk).delete()
    new = sent(monday.need, monday.offer)
    assert (new.promised_days, due(new)) == (2, 13)
    close(dt.date(2026, 5, 12))
    assert (new.promised_days, due(new)) == (2, 15)


def test_answer_promised_to_a_project_follows(monday, close):
    project = ProjectFactory()
    projects.recount_triage()
    project.refresh_from_db()
    assert project.triage_due_at.astimezone(PARIS).date().day == 15

    close()

    project.refresh_from_db()
    assert project.triage_due_at.astimezone(PARIS).date().day == 18


def test_answer_promised_after_a_completion_is_counted_from_it(monday, clock):
    project = ProjectFactory()
    projects.ask_completion(project=project, message="Précisez.", by=monday.officer)
    clock.travel(at(18))
    projects.complete(project=project, answer="Voilà.", by=project.owner)
    assert reminded(project)["project.triage_due"] == 21

    ClosingDay.objects.create(day=dt.date(2026, 5, 20), label="Pont")
    forget_operator()
    recount_projects()

    project.refresh_from_db()
    assert project.triage_due_at.astimezone(PARIS).date().day == 22
    assert reminded(project)["project.triage_due"] == 22


def test_project_that_was_answered_keeps_its_date(monday):
    project = ProjectFactory()
    projects.recount_triage()
    project.refresh_from_db()
    before = project.triage_due_at
    projects.accept(project=project, referent=monday.officer, message="Oui", by=monday.officer)

    ClosingDay.objects.create(day=FRIDAY, label="Pont")
    forget_operator()
    projects.recount_triage()

    project.refresh_from_db()
    assert project.triage_due_at == before


def test_every_night_catches_what_nobody_told(monday):
    referral = sent(monday.need, monday.offer)
    ClosingDay.objects.create(day=FRIDAY, label="Pont")
    forget_operator()

    jobs.recount()
    jobs.recount()

    assert due(referral) == 20


def test_operator_who_moves_takes_the_dates_along(monday, django_capture_on_commit_callbacks):
    """Its territory has holidays of its own: each time it is set, what is open is counted anew."""
    referral = sent(monday.need, monday.offer)
    ClosingDay.objects.create(day=FRIDAY, label="Pont")

    with django_capture_on_commit_callbacks(execute=True):
        set_operator(by=monday.officer, name="Autre ville")

    assert due(referral) == 20
