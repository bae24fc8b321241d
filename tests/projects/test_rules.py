"""Who may do what with a project, cell by cell; which verb leads where, state by state."""

import pytest
from django.contrib.auth.models import AnonymousUser

from terreau.accounts.enums import Role
from terreau.directory.models import Subject
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken, StaleObject, TransitionRefused
from terreau.projects import actions
from terreau.projects.enums import (
    OPEN_STATES,
    UNDECIDED_STATES,
    WITH_REFERENT_STATES,
    FactKey,
    ProjectState,
)
from terreau.projects.models import Project
from terreau.projects.models.project import PROJECT_WORKFLOW
from terreau.projects.rules import PERMISSIONS
from tests.factories.help import call_of, offered, offered_by_mail
from tests.factories.projects import FollowedProjectFactory, PersonFactory, ProjectFactory

pytestmark = pytest.mark.django_db

WHO = ("anonymous", "stranger", "left", "reader", "co_holder", "owner", "officer", "administrator", "elected")
MAY = {
    "projects.view_project": {"reader", "co_holder", "owner", "officer"},
    "projects.edit_project": {"co_holder", "owner", "officer"},
    "projects.publish_project": {"co_holder", "owner"},
    "projects.export_project": {"co_holder", "owner"},
    "projects.read_accesses": {"reader", "co_holder", "owner"},
    "projects.manage_team": {"owner"},
    "projects.leave_project": {"reader", "co_holder"},
    "projects.triage_project": {"officer"},
    "projects.enter_project": {"officer"},
    "projects.follow_project": {"co_holder", "owner", "officer"},
    "projects.hand_over_projects": {"officer", "administrator"},
    "projects.archive_project": {"officer"},
    "projects.list_projects": {"officer", "administrator"},
    "projects.moderate_help": {"officer", "administrator"},
}
OF_OFFERS = {"projects.view_helpoffer"}  # asked of an offer of help, not of a project


def member(project, role):
    user = PersonFactory()
    invited = actions.invite(project=project, email=user.email, role=role, by=project.owner)
    actions.join(member=invited, by=user)
    return user


def gone(project):
    user = member(project, "co_holder")
    actions.leave(project=project, by=user)
    return user


def as_whom(who, project, person):
    """Return somebody who stands so towards a project."""
    people = {
        "anonymous": AnonymousUser,
        "stranger": person,
        "left": lambda: gone(project),
        "reader": lambda: member(project, "reader"),
        "co_holder": lambda: member(project, "co_holder"),
        "owner": lambda: project.owner,
        "officer": lambda: person(Role.OFFICER),
        "administrator": lambda: person(Role.ADMINISTRATOR),
        "elected": lambda: person(Role.ELECTED),
    }
    return people[who]()


@pytest.mark.parametrize("who", WHO)
def test_each_permission_says_who(who, person):
    project = FollowedProjectFactory()

    user = as_whom(who, project, person)

    allowed = {name for name in MAY if user.has_perm(name, project)}
    assert allowed == {name for name, those in MAY.items() if who in those}
    assert set(MAY) | OF_OFFERS == set(PERMISSIONS)


@pytest.mark.parametrize("who", WHO)
def test_an_offer_of_help_is_read_by_its_author_and_by_the_holders(who, person):
    project = FollowedProjectFactory()
    by_mail = offered_by_mail(call_of(project))

    user = as_whom(who, project, person)

    assert user.has_perm("projects.view_helpoffer", by_mail) == (who in {"co_holder", "owner"})
    theirs = offered(call_of(title="Un four"))
    assert theirs.user.has_perm("projects.view_helpoffer", theirs)


def test_permissions_without_a_project_are_those_of_the_town(person):
    of_the_officer = {name for name in PERMISSIONS if person(Role.OFFICER).has_perm(name)}

    assert of_the_officer == {name for name, those in MAY.items() if "officer" in those}
    assert not any(FollowedProjectFactory().owner.has_perm(name) for name in PERMISSIONS)


@pytest.fixture
def officer(person):
    return person(Role.OFFICER)


def in_state(state: str, officer) -> Project:
    """Return a project brought to a state by its own facts."""
    project = ProjectFactory()
    facts = {"state": state}
    if state not in UNDECIDED_STATES:
        facts |= {"decided_at": clock.now(), "decided_by": officer}
        facts |= {"decision_reason": "Non", "decision_alternative": "Ailleurs"}
    if state in WITH_REFERENT_STATES:
        facts |= {"referent": officer}
    if state == ProjectState.TO_COMPLETE:
        facts |= {"completion_asked_at": clock.now(), "referent": officer}
    if state == ProjectState.PAUSED:
        facts |= {"paused_at": clock.now()}
    if state == ProjectState.CLOSED:
        facts |= {"closed_at": clock.now(), "close_reason": "Fini"}
    if state == ProjectState.MERGED:
        facts |= {"merged_into": FollowedProjectFactory(referent=officer)}
    Project.objects.filter(pk=project.pk).update(**facts)
    project.refresh_from_db()
    return project


WORDS = {"message": "Bonjour", "reason": "Hors de la ville", "alternative": "La région"}
MOVES = {
    "accept": (
        lambda p, by: actions.accept(project=p, referent=by, message="Oui", by=by),
        "project.accepted",
    ),
    "ask_completion": (
        lambda p, by: actions.ask_completion(project=p, message="Où ?", by=by),
        "project.completion_asked",
    ),
    "complete": (lambda p, by: actions.complete(project=p, answer="Ici.", by=by), "project.completed"),
    "redirect": (lambda p, by: actions.redirect(project=p, by=by, **WORDS), "project.redirected"),
    "refuse": (lambda p, by: actions.refuse(project=p, by=by, **WORDS), "project.refused"),
    "pause": (lambda p, by: actions.pause(project=p, reason="Été", by=by), "project.paused"),
    "resume": (lambda p, by: actions.resume(project=p, by=by), "project.resumed"),
    "reopen": (lambda p, by: actions.reopen(project=p, referent=by, by=by), "project.reopened"),
    "merge": (lambda p, by: actions.merge(gone=p, kept=in_state("followed", by), by=by), "project.merged"),
    "close": (lambda p, by: actions.close(project=p, reason="Fini", by=by), "project.closed"),
}


def test_every_verb_of_the_table_is_specified():
    assert set(MOVES) == set(PROJECT_WORKFLOW.transitions)


@pytest.mark.parametrize("state", ProjectState.values)
@pytest.mark.parametrize("verb", sorted(MOVES))
def test_each_verb_follows_the_table_from_each_state(officer, verb, state):
    project = in_state(state, officer)
    move, (do, line) = PROJECT_WORKFLOW.transitions[verb], MOVES[verb]

    if state in move.sources:
        do(project, officer)
        wanted, lines = move.target, [line]
    else:
        with pytest.raises(TransitionRefused, match=str(ProjectState(state).label)):
            do(project, officer)
        wanted, lines = state, []

    project.refresh_from_db()
    assert project.state == wanted
    assert list(Entry.objects.values_list("verb", flat=True)) == lines


@pytest.mark.parametrize("verb", sorted(MOVES))
def test_two_people_at_once_move_a_project_once(officer, verb):
    project = in_state(PROJECT_WORKFLOW.transitions[verb].sources[0], officer)
    copy = Project.objects.get(pk=project.pk)
    MOVES[verb][0](project, officer)

    with pytest.raises(StaleObject, match="rechargez la page"):
        MOVES[verb][0](copy, officer)

    assert list(Entry.objects.values_list("verb", flat=True)) == [MOVES[verb][1]]


@pytest.mark.parametrize("state", ProjectState.values)
def test_archive_is_for_what_is_over(officer, state):
    project = in_state(state, officer)

    if state in OPEN_STATES:
        with pytest.raises(RuleBroken, match="encore ouvert"):
            actions.archive(project=project, reason="Fini", by=officer)
    else:
        actions.archive(project=project, reason="Fini", by=officer)

    project.refresh_from_db()
    assert (project.archived_at is not None) == (state not in OPEN_STATES)


@pytest.mark.parametrize("state", ProjectState.values)
def test_publish_is_for_what_the_town_follows(officer, state):
    project = in_state(state, officer)

    if state in WITH_REFERENT_STATES:
        assert actions.publish(project=project, fields=[], by=project.owner).slug == project.slug
    else:
        with pytest.raises(RuleBroken, match="une fois le projet accompagné"):
            actions.publish(project=project, fields=[], by=project.owner)


@pytest.mark.parametrize("state", ProjectState.values)
def test_needs_open_while_somebody_may_answer(officer, state):
    project, subject = in_state(state, officer), Subject.objects.get(code="local")

    if state in OPEN_STATES:
        actions.open_need(project=project, subject=subject, by=officer)
    else:
        with pytest.raises(RuleBroken, match="n’est plus suivi"):
            actions.open_need(project=project, subject=subject, by=officer)

    assert project.needs.count() == (state in OPEN_STATES)


def test_publish_again_keeps_the_first_date_and_withdrawing_twice_is_refused():
    project = FollowedProjectFactory(publics="Les familles")
    first = actions.publish(project=project, fields=["stage"], by=project.owner)

    second = actions.publish(project=project, fields=["publics"], by=project.owner)
    assert (second.pk, second.published_at, second.stage, second.publics) == (
        *(first.pk, first.published_at, ""),
        "Les familles",
    )
    actions.unpublish(project=project, by=project.owner)

    with pytest.raises(RuleBroken, match="n’est plus publique"):
        actions.unpublish(project=project, by=project.owner)
    lines = Entry.objects.order_by("pk").values_list("verb", "data")
    assert [(verb, data.get("fields")) for verb, data in lines] == [
        ("project.published", ["stage"]),
        ("project.published", ["publics"]),
        ("project.unpublished", None),
    ]


def test_people_refusals_have_sentences(person):
    project = FollowedProjectFactory()

    with pytest.raises(RuleBroken, match="adresse du porteur"):
        actions.invite(project=project, email=project.owner.email.upper(), role="reader", by=project.owner)
    with pytest.raises(RuleBroken, match="ne faites plus partie"):
        actions.leave(project=project, by=person())
    invited = actions.invite(project=project, email="a@exemple.test", role="reader", by=project.owner)
    actions.remove_member(member=invited, by=project.owner)
    with pytest.raises(StaleObject, match="déjà partie"):
        actions.remove_member(member=invited, by=project.owner)


def test_transfer_of_an_old_copy_is_refused(person):
    project = FollowedProjectFactory()
    first, second = member(project, "co_holder"), member(project, "co_holder")
    copy, owner = Project.objects.get(pk=project.pk), project.owner
    actions.transfer(project=project, to=first, by=owner)

    with pytest.raises(StaleObject, match="Le porteur vient de changer"):
        actions.transfer(project=copy, to=second, by=owner)

    project.refresh_from_db()
    assert project.owner == first
    assert set(project.members.active().values_list("user", "role")) == {
        (second.pk, "co_holder"),
        (owner.pk, "co_holder"),
    }


def test_reader_does_not_receive_a_project(person):
    project = FollowedProjectFactory()
    reader = member(project, "reader")

    with pytest.raises(RuleBroken, match="co-porteur qui a accepté"):
        actions.transfer(project=project, to=reader, by=project.owner)


@pytest.mark.parametrize("key", FactKey.values)
def test_each_fact_has_its_validity(clock, key):
    from terreau.projects.enums import DERIVED_FACTS, VALIDITY_DAYS

    project = FollowedProjectFactory()
    if key in DERIVED_FACTS:
        with pytest.raises(RuleBroken, match="modifiez la fiche"):
            actions.record_fact(project=project, key=key, value=1, by=project.owner)
        return

    fact = actions.record_fact(project=project, key=key, value=1, by=project.owner)

    days = VALIDITY_DAYS.get(key)
    assert (fact.valid_until is None) == (days is None)
    if days:
        assert (fact.valid_until - fact.recorded_at.date()).days in {days, days + 1}
    assert Entry.objects.get().data == {"key": key}


def test_fact_may_carry_its_own_end():
    import datetime as dt

    project = FollowedProjectFactory()
    day = dt.date(2030, 1, 1)

    assert (
        actions.record_fact(
            project=project, key="employees", value=2, valid_until=day, by=project.owner
        ).valid_until
        == day
    )
