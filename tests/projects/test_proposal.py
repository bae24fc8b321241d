"""A proposal becomes a project once, with its needs, its promise, its receipt and its reminder."""

import datetime as dt

import pytest

from terreau.accounts.models import Consent, User
from terreau.directory.models import Subject
from terreau.journal.models import Entry
from terreau.kernel.clock import PARIS
from terreau.kernel.errors import RuleBroken
from terreau.messaging.models import Message, Reminder
from terreau.projects import actions, queries
from terreau.projects.models import IntakeDraft, Project
from tests.factories.territories import SceauxFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proposal():
    def make(**facts):
        needs = tuple(
            actions.NeedFacts(subject, "now", "Vite")
            for subject in Subject.objects.filter(
                code__in=facts.pop("subjects", ["statut-juridique", "local"])
            )
        )
        values = {
            "title": "Atelier vélo des Blagis",
            "summary": "Réparer les vélos ensemble.",
            "stage": "idee",
            "commune": SceauxFactory(),
            "email": "aminata@exemple.test",
            "first_name": "Aminata",
            "last_name": "Diallo",
            "needs": needs,
            "consent_text": "J’accepte.",
            "consent_mode": "online",
            "consent_on": dt.date(2026, 5, 13),
        }
        return actions.Proposal(**values | facts)

    return make


def proved_draft(email="aminata@exemple.test"):
    draft = actions.start_draft(email=email)
    return actions.prove_by_link(draft=draft, email=email)


def test_submit_opens_the_project_with_all_that_follows(proposal, clock):
    clock.travel(dt.datetime(2026, 5, 13, 18, tzinfo=PARIS))  # the eve of Ascension Day

    project = actions.submit(draft=proved_draft(), proposal=proposal(facts={"amount_sought": 8000}))

    assert project.owner.email == "aminata@exemple.test"
    assert project.triage_due_at.astimezone(PARIS).date() == dt.date(2026, 5, 19)
    assert sorted(project.needs.values_list("subject__code", "urgency")) == [
        ("local", "now"),
        ("statut-juridique", "now"),
    ]
    assert sorted(project.subjects.values_list("code", flat=True)) == ["local", "statut-juridique"]
    assert list(Entry.objects.filter(target_kind="projects.project").values_list("verb", flat=True)) == [
        "project.submitted"
    ]
    assert list(Message.objects.values_list("event", "user__email")) == [
        ("project.received", "aminata@exemple.test")
    ]
    assert list(Reminder.objects.values_list("kind", "due_at")) == [
        ("project.triage_due", project.triage_due_at)
    ]
    assert list(Consent.objects.values_list("scope", "text")) == [
        (f"projects.follow:{project.reference}", "J’accepte.")
    ]


def test_submit_twice_gives_the_same_project(proposal):
    draft = proved_draft()

    first = actions.submit(draft=draft, proposal=proposal())
    second = actions.submit(draft=draft, proposal=proposal())

    assert first == second
    assert Project.objects.count() == 1
    assert IntakeDraft.objects.get().data == {}


def test_submit_refuses_an_address_that_is_not_proved(proposal):
    draft = actions.start_draft(email="aminata@exemple.test")

    with pytest.raises(RuleBroken, match="Prouvez d’abord votre adresse"):
        actions.submit(draft=draft, proposal=proposal())

    assert (User.objects.count(), Project.objects.count()) == (0, 0)


def test_submit_refuses_an_address_swapped_after_the_proof(proposal):
    with pytest.raises(RuleBroken, match="Prouvez d’abord"):
        actions.submit(draft=proved_draft("autre@exemple.test"), proposal=proposal())


def test_propose_refuses_a_project_without_need(proposal):
    with pytest.raises(RuleBroken, match="au moins un besoin"):
        actions.propose(proposal=proposal(subjects=[]), by=None)


def test_propose_keeps_reserved_addresses_free(proposal):
    project = actions.propose(proposal=proposal(title="Proposer"), by=None)

    assert project.slug == "proposer-projet"


def test_enter_without_consent_keeps_the_project_from_being_referred(proposal, person):
    officer = person("officer")

    project = actions.enter(proposal=proposal(consent_mode="", consent_on=None), by=officer)
    actions.accept(project=project, referent=officer, message="Bonjour", by=officer)

    assert project.entered_by == officer
    assert queries.missing_before_referral(project) == [
        "L’accord du porteur n’est pas noté : sa forme et sa date sont nécessaires."
    ]
    assert not project.may_be_referred


def test_enter_with_consent_keeps_its_form_in_words(proposal, person):
    officer = person("officer")

    actions.enter(proposal=proposal(consent_mode="phone"), by=officer)

    assert Consent.objects.get().text == "J’accepte. (accord donné : Par téléphone)"


def test_note_consent_opens_the_way_to_referral(proposal, person):
    officer = person("officer")
    project = actions.enter(proposal=proposal(consent_mode="", consent_on=None), by=officer)
    actions.accept(project=project, referent=officer, message="Bonjour", by=officer)

    actions.note_consent(project=project, mode="desk", on=dt.date(2026, 5, 13), text="J’accepte.", by=officer)

    project.refresh_from_db()
    assert queries.missing_before_referral(project) == []


def test_note_consent_refuses_a_date_to_come(proposal, person, clock):
    clock.travel(dt.date(2026, 5, 13))
    project = actions.propose(proposal=proposal(), by=None)

    with pytest.raises(RuleBroken, match="date à venir"):
        actions.note_consent(
            project=project, mode="desk", on=dt.date(2026, 5, 14), text="J’accepte.", by=person("officer")
        )
