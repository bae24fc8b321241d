"""Officers hear of a new project at once; what is left unfinished is forgotten."""

import datetime as dt

import pytest
from django.core import mail

from terreau.accounts.enums import Role
from terreau.messaging import actions as messaging
from terreau.messaging.models import Message
from terreau.messaging.worker import outbox
from terreau.projects import actions
from terreau.projects.jobs import purge_drafts
from terreau.projects.models import IntakeDraft
from tests.factories.directory import CommuneFactory
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db
EVENT = "project.submitted_to_officers"


@pytest.fixture
def proposal():
    from terreau.directory.models import Subject

    OperatorFactory()
    return actions.Proposal(
        title="Atelier vélo",
        summary="Réparer ensemble.",
        stage="idee",
        commune=CommuneFactory(),
        email="porteuse@exemple.test",
        first_name="Ana",
        last_name="Porteuse",
        needs=(actions.NeedFacts(Subject.objects.first()),),
    )


def told() -> list[str]:
    return sorted(message.user.email for message in Message.objects.filter(event=EVENT))


def test_every_officer_is_told_of_a_new_project(proposal, person):
    officers = [person(Role.OFFICER), person(Role.OFFICER)]
    person(Role.SECRETARY)

    actions.propose(proposal=proposal, by=None)

    assert told() == sorted(officer.email for officer in officers)


def test_officer_who_types_a_project_in_is_not_told(proposal, person):
    author, other = person(Role.OFFICER), person(Role.OFFICER)

    actions.enter(proposal=proposal, by=author)

    assert told() == [other.email]


def test_news_leads_to_the_project_and_is_moot_once_it_is_read(proposal, person):
    officer = person(Role.OFFICER)
    project = actions.propose(proposal=proposal, by=None)

    outbox.send_due()

    (news,) = [sent for sent in mail.outbox if sent.to == [officer.email]]
    assert "Nouveau projet" in news.subject
    assert f"/projets/{project.reference}" in news.body or project.reference in news.body
    assert "Réparer ensemble." in news.body


def test_officer_may_refuse_the_news(proposal, person):
    officer = person(Role.OFFICER)
    messaging.refuse_mails(user=officer, event=EVENT)

    actions.propose(proposal=proposal, by=None)
    outbox.send_due()

    assert [sent for sent in mail.outbox if sent.to == [officer.email]] == []


def test_drafts_left_for_ninety_days_are_erased(clock, settings):
    clock.travel(dt.date(2026, 1, 1))
    old = actions.start_draft(email="ana@exemple.test")
    clock.travel(dt.date(2026, 1, 3))
    recent = actions.start_draft()
    kept = actions.start_draft()
    clock.travel(dt.date(2026, 4, 2))
    actions.save_draft(draft=kept, step="idea", answers={"title": "Encore"})

    purge_drafts()

    assert set(IntakeDraft.objects.values_list("pk", flat=True)) == {recent.pk, kept.pk}
    assert old.pk not in {recent.pk, kept.pk}
    clock.travel(dt.date(2026, 4, 5))
    purge_drafts()
    assert list(IntakeDraft.objects.values_list("pk", flat=True)) == [kept.pk]


def test_retention_of_drafts_is_a_setting(clock, settings):
    settings.DRAFT_RETENTION_DAYS = 7
    clock.travel(dt.date(2026, 1, 1))
    actions.start_draft()

    clock.travel(dt.date(2026, 1, 9))
    purge_drafts()

    assert not IntakeDraft.objects.exists()


def test_draft_that_became_a_project_stays(clock):
    clock.travel(dt.date(2026, 1, 1))
    draft = actions.start_draft()
    IntakeDraft.objects.filter(pk=draft.pk).update(submitted_at=draft.created_at)

    clock.travel(dt.date(2026, 12, 1))

    assert actions.purge_drafts(before=dt.datetime(2026, 12, 1, tzinfo=dt.UTC)) == 0
