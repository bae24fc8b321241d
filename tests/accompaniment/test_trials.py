"""A draft of conditions is tried on current projects: who changes, from what to what, and why."""

import pytest

from terreau.accompaniment import queries
from terreau.accompaniment.matching import Truth
from terreau.directory import actions as directory
from terreau.kernel import clock as kernel_clock
from terreau.projects import actions as projects
from terreau.projects.models import Need
from terreau.projects.queries import facts_of, facts_of_many
from tests.factories.accompaniment import sent
from tests.factories.projects import FollowedProjectFactory

pytestmark = pytest.mark.django_db
THREE = [
    {"fact": "employees", "is": "at_least", "value": 3, "label_fr": "Trois salariés", "label_en": "Three"}
]


def employing(number: int | None, **facts):
    """Return a followed project looking for premises, with so many employees (None: nobody knows)."""
    project = FollowedProjectFactory(needs=["local"], **facts)
    if number is not None:
        projects.record_fact(project=project, key="employees", value=number, by=project.referent)
    return project


def test_trial_lists_exactly_what_changes_and_why(scene):
    big, small = employing(8), employing(1)

    found = queries.try_rules(scene.offer, THREE, scene.officer)

    changes = {change.project: change for change in found.changes}
    assert set(changes) == {small, scene.project}
    assert (changes[small].before, changes[small].after) == (Truth.YES, Truth.NO)
    assert list(changes[small].reasons) == ["Trois salariés : non."]
    assert changes[scene.project].after is Truth.UNKNOWN
    assert (found.tried, found.unchanged, found.hidden) == (3, 1, [])
    assert big not in changes


def test_lifting_a_condition_says_what_kept_projects_away(scene):
    small = employing(1)
    scene.offer.criteria = THREE
    scene.offer.save()

    found = queries.try_rules(scene.offer, [], scene.officer)

    change = next(one for one in found.changes if one.project == small)
    assert (change.before, change.after) == (Truth.NO, Truth.YES)
    assert list(change.reasons) == ["Trois salariés : non."]


def test_team_that_is_away_or_full_still_sees_what_its_conditions_change(scene):
    employing(1)
    today = kernel_clock.today()
    directory.add_absence(team=scene.team, since=today, until=today, by=scene.officer)
    scene.offer.paused_until, scene.offer.capacity = today, 1

    assert len(queries.try_rules(scene.offer, THREE, scene.officer).changes) == 2


def test_needs_of_other_subjects_places_and_closed_ones_are_not_tried(scene):
    FollowedProjectFactory(needs=["financement"])
    closed = Need.objects.get(project=employing(1))
    projects.close_need(need=closed, by=scene.officer)

    assert queries.try_rules(scene.offer, THREE, scene.officer).tried == 1


def test_team_reads_the_names_of_the_projects_brought_to_it_only(scene, client_for):
    sent(scene.need, scene.offer)
    other = employing(1, title="Projet que l’équipe ne connaît pas")
    directory.draft_rules(offer=scene.offer, rows=THREE, by=scene.adviser)

    found = queries.try_rules(scene.offer, THREE, scene.adviser)
    path = f"/mon-espace/organisations/{scene.team.organisation.slug}/offres/{scene.offer.slug}/conditions/"
    page = client_for(scene.adviser).get(path).content.decode()

    assert [change.project for change in found.changes] == [scene.project]
    assert [(change.project, count) for change, count in found.hidden] == [(None, 1)]
    assert scene.project.title in page
    assert other.title not in page
    assert "1 projet que la ville suit" in page
    assert other.title in client_for(scene.officer).get(path).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_trial_takes_the_same_queries_at_any_length(scene, django_assert_num_queries, count):
    for _ in range(count):
        employing(2)

    with django_assert_num_queries(6):
        queries.try_rules(scene.offer, THREE, scene.officer)


def test_facts_of_many_say_the_same_as_of_each(scene):
    found = [scene.project, employing(4), employing(None)]

    many = facts_of_many(found, kernel_clock.today())

    assert many == {project.pk: facts_of(project) for project in found}
