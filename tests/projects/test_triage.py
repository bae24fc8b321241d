"""The town decides once, with an author, a date and words; two officers at the same moment, one wins."""

from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from terreau.directory.models import Subject
from terreau.journal.models import Entry
from terreau.kernel.errors import RuleBroken, StaleObject, TransitionRefused
from terreau.messaging import links
from terreau.messaging.models import Message, Reminder
from terreau.projects import actions, mails, queries
from terreau.projects.enums import ProjectState
from terreau.projects.models import Decision, Project
from tests.factories.projects import FollowedProjectFactory, ProjectFactory
from tests.factories.territories import OperatorFactory

ALTERNATIVE = {"reason": "Hors de notre commune", "alternative": "France Active, 01 53 24 26 26"}


@pytest.fixture
def officer(person):
    return person("officer", first_name="Sacha", last_name="Martin")


def verbs(project):
    entries = Entry.objects.filter(target_kind="projects.project", target_key=str(project.pk))
    return list(entries.order_by("pk").values_list("verb", flat=True))


@pytest.mark.django_db
def test_accept_names_a_referent_and_tells_the_holder(officer):
    project = ProjectFactory()

    actions.accept(project=project, referent=officer, message="Bienvenue", by=officer)

    project.refresh_from_db()
    assert (project.state, project.referent, project.decided_by) == ("followed", officer, officer)
    assert verbs(project) == ["project.accepted"]
    decision = Decision.objects.get()
    assert list(Message.objects.values_list("event", "target_key")) == [("project.decided", str(decision.pk))]


@pytest.mark.django_db
def test_accept_refuses_a_referent_who_is_not_an_officer(officer, person):
    with pytest.raises(RuleBroken, match="agent de la ville"):
        actions.accept(project=ProjectFactory(), referent=person(), message="Bienvenue", by=officer)


@pytest.mark.django_db
def test_accept_settles_the_promise(officer):
    project = ProjectFactory()
    from terreau.messaging import actions as messaging

    messaging.remind(target=project, kind="project.triage_due", due=project.triage_due_at)

    actions.accept(project=project, referent=officer, message="Bienvenue", by=officer)

    assert not Reminder.objects.filter(kind="project.triage_due", cancelled_at=None).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["refuse", "redirect"])
@pytest.mark.parametrize("missing", ["reason", "alternative"])
def test_a_refusal_needs_a_reason_and_an_alternative(officer, verb, missing):
    facts = ALTERNATIVE | {missing: "  "}

    with pytest.raises(RuleBroken) as refusal:
        getattr(actions, verb)(project=ProjectFactory(), message="Désolés", by=officer, **facts)

    assert refusal.value.field == missing


@pytest.mark.django_db
@pytest.mark.parametrize(("verb", "state"), [("refuse", "refused"), ("redirect", "redirected")])
def test_a_refusal_is_kept_with_its_alternative(officer, verb, state):
    project = ProjectFactory()

    getattr(actions, verb)(project=project, message="Désolés", by=officer, **ALTERNATIVE)

    project.refresh_from_db()
    assert project.state == state
    assert project.decision_alternative == "France Active, 01 53 24 26 26"
    paragraphs = mails.paragraphs_of(Decision.objects.get())
    assert paragraphs[1:3] == [
        "Pourquoi : Hors de notre commune",
        "Une autre piste : France Active, 01 53 24 26 26",
    ]


@pytest.mark.django_db
def test_completion_by_the_mailed_link_brings_the_project_back(officer, client):
    project = ProjectFactory()
    actions.ask_completion(project=project, message="Avec qui ?", by=officer)
    token = links.issue(purpose=mails.COMPLETE, target=Decision.objects.get(), email=project.owner.email)
    url = reverse("projects:complete", args=[token])

    assert "Avec qui ?" in client.get(url).content.decode()
    page = client.post(url, {"answer": "Avec trois voisins."}).content.decode()

    project.refresh_from_db()
    assert "Votre réponse est bien arrivée" in page
    assert project.state == ProjectState.SUBMITTED
    assert project.story == "Avec trois voisins."
    assert verbs(project) == ["project.completion_asked", "project.completed"]
    assert list(Message.objects.filter(event="project.completed").values_list("user", flat=True)) == [
        officer.pk
    ]
    assert client.post(url, {"answer": "Encore"}).status_code == 404  # the link has served


@pytest.mark.django_db
def test_completion_signed_in(officer, client_for):
    project = ProjectFactory()
    actions.ask_completion(project=project, message="Avec qui ?", by=officer)

    client_for(project.owner).post(
        reverse("projects:answer", args=[project.reference]), {"answer": "Avec trois voisins."}
    )

    project.refresh_from_db()
    assert project.state == ProjectState.SUBMITTED


@pytest.mark.django_db
def test_empty_words_are_refused(officer):
    project = ProjectFactory()

    with pytest.raises(RuleBroken, match="ce qui manque"):
        actions.ask_completion(project=project, message=" ", by=officer)
    actions.ask_completion(project=project, message="Avec qui ?", by=officer)
    with pytest.raises(RuleBroken, match="Écrivez votre réponse"):
        actions.complete(project=project, answer=" ", by=project.owner)


@pytest.mark.django_db
def test_a_decided_project_is_not_decided_again(officer):
    project = FollowedProjectFactory()

    with pytest.raises(TransitionRefused, match="Accompagné"):
        actions.refuse(project=project, message="Désolés", by=officer, **ALTERNATIVE)


@pytest.mark.django_db
def test_the_promise_about_to_break_calls_every_officer(officer, person):
    project = ProjectFactory()
    other = person("officer")

    told = actions.call_officers(project=project, occasion="1", by=None)

    assert told == 2
    assert set(Message.objects.values_list("event", "user")) == {
        ("project.triage_late", officer.pk),
        ("project.triage_late", other.pk),
    }


@pytest.mark.django_db
def test_a_decided_project_calls_nobody(officer):
    assert actions.call_officers(project=FollowedProjectFactory(), occasion="1", by=None) == 0


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_the_same_moment_one_wins(person):
    officers = [person("officer"), person("officer")]
    Subject.objects.get_or_create(code="idee", defaults={"label": "Tester mon idée"})
    project = ProjectFactory()
    copies = [Project.objects.get(pk=project.pk) for _ in officers]
    barrier, outcomes = Barrier(2), []

    def decide(copy, by):
        barrier.wait()
        try:
            actions.accept(project=copy, referent=by, message="Bienvenue", by=by)
            outcomes.append("won")
        except StaleObject as refusal:
            outcomes.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=decide, args=pair) for pair in zip(copies, officers, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["Quelqu’un vient de modifier ce dossier : rechargez la page.", "won"]
    assert verbs(project) == ["project.accepted"]
    assert Message.objects.filter(event="project.decided").count() == 1


@pytest.mark.django_db
def test_the_page_previews_the_mail_then_sends_it(officer, client_for):
    OperatorFactory()
    project = ProjectFactory(title="Atelier vélo")
    client = client_for(officer)
    url = reverse("projects:triage", args=[project.reference])
    answer = {
        "verdict": "accept",
        "accept-referent": officer.pk,
        "accept-message": "Bonjour,\n\nNous vous accompagnons.",
    }

    page = client.post(url, answer | {"preview": "1"}).content.decode()
    project.refresh_from_db()
    assert "Votre projet « Atelier vélo » est accompagné" in page
    assert project.state == ProjectState.SUBMITTED
    client.post(url, answer)

    project.refresh_from_db()
    assert project.state == ProjectState.FOLLOWED


@pytest.mark.django_db
def test_the_second_officer_reads_a_sentence_and_keeps_their_words(officer, client_for):
    project = ProjectFactory()
    client = client_for(officer)
    url = reverse("projects:triage", args=[project.reference])
    actions.accept(project=project, referent=officer, message="Bienvenue", by=officer)

    page = client.post(
        url,
        {"verdict": "refuse", "refuse-message": "Mes mots", "refuse-reason": "x", "refuse-alternative": "y"},
    ).content.decode()

    assert "Cette action n’est pas possible dans l’état « Accompagné »" in page
    assert Decision.objects.count() == 1


@pytest.mark.django_db
def test_triage_is_for_officers(person, client_for):
    project = ProjectFactory()
    url = reverse("projects:triage", args=[project.reference])

    assert client_for(person()).get(url).status_code == 404
    assert client_for(project.owner).get(url).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize(
    "facts",
    [
        {"state": "followed"},
        {"state": "closed"},
        {"consent_mode": "phone", "consent_on": None},
        {"public_since": "2026-01-01T00:00:00Z"},
        {"archived_at": "2026-01-01T00:00:00Z"},
        {"paused_at": "2026-01-01T00:00:00Z"},
        {"state": "to_complete"},
        {"owner": None},
    ],
)
def test_the_database_refuses_a_state_without_its_facts(facts):
    project = ProjectFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**facts)


@pytest.mark.django_db
def test_duplicates_are_shown_by_person_phone_and_near_title():
    project = ProjectFactory(title="Atelier vélo des Blagis", phone="0146610000")
    same_person = ProjectFactory(title="Jardin", owner=project.owner)
    same_phone = ProjectFactory(title="Compost", phone="0146610000")
    near_title = ProjectFactory(title="L’atelier vélos des Blagis")
    ProjectFactory(title="Épicerie solidaire")

    assert {other.pk for other in queries.duplicates_of(project)} == {
        same_person.pk,
        same_phone.pk,
        near_title.pk,
    }
