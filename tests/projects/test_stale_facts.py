"""What was told too long ago is shown as such, confirmed in one click, and keeps its history."""

import datetime as dt

import pytest
from django.urls import reverse

from terreau.accounts.enums import Role
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.errors import StaleObject
from terreau.projects import actions, queries
from terreau.projects.models import Fact
from tests.factories.projects import FollowedProjectFactory
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db

TOLD_ON = dt.date(2025, 1, 6)
TODAY = dt.date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _today():
    with clock.travel(TODAY):
        yield


@pytest.fixture
def project(person):
    """Return a project of which a number and an answer were told long ago, and one thing for ever."""
    OperatorFactory()
    project = FollowedProjectFactory(referent=person(Role.OFFICER))
    with clock.travel(TOLD_ON):
        for key, value in (("employees", 2), ("has_premises", False), ("postal_worker", True)):
            actions.record_fact(project=project, key=key, value=value, by=project.owner)
    return project


def page_of(project):
    return reverse("projects:facts", args=[project.reference])


def test_stale_facts_are_told_apart_from_those_that_count(project):
    assert [fact.key for fact in queries.stale_facts(project)] == ["employees", "has_premises"]
    assert [fact.key for fact in queries.known_facts(project)] == ["postal_worker"]
    assert [(fact.key, fact.said, fact.is_stale) for fact in queries.told_facts(project)] == [
        ("employees", "2", True),
        ("has_premises", "non", True),
        ("postal_worker", "oui", False),
    ]


def test_confirmed_fact_counts_again_for_its_usual_time(project):
    old = Fact.objects.get(key="employees")

    told = actions.confirm_fact(fact=old, by=project.owner)

    assert (told.value, told.valid_until) == (2, TODAY + dt.timedelta(days=365))
    assert queries.facts_of(project)["employees"] == 2
    assert Entry.objects.filter(verb="fact.confirmed", data={"key": "employees"}).count() == 1


def test_button_pressed_twice_writes_once(project):
    old = Fact.objects.get(key="employees")
    first = actions.confirm_fact(fact=old, by=project.owner)

    second = actions.confirm_fact(fact=old, by=project.owner)

    assert second == first
    assert Fact.objects.filter(key="employees").count() == 2


@pytest.mark.parametrize("value", [5, None])
def test_fact_that_changed_meanwhile_is_not_confirmed(project, value):
    old = Fact.objects.get(key="employees")
    actions.record_fact(project=project, key="employees", value=value, by=project.referent)

    with pytest.raises(StaleObject, match="a changé entre-temps"):
        actions.confirm_fact(fact=old, by=project.owner)

    assert queries.facts_of(project).get("employees") == value


def test_fact_said_unknown_has_nothing_to_confirm(project):
    unsaid = actions.record_fact(project=project, key="employees", value=None, by=project.owner)

    with pytest.raises(StaleObject):
        actions.confirm_fact(fact=unsaid, by=project.owner)


@pytest.mark.parametrize(("who", "source"), [("owner", "declared"), ("referent", "officer")])
def test_holder_and_officer_confirm_from_the_page(client_for, project, who, source):
    someone = getattr(project, who)
    client, old = client_for(someone), Fact.objects.get(key="has_premises")
    back = reverse("projects:manage", args=[project.reference])
    assert f'name="confirm" value="{old.pk}"' in client.get(back).content.decode()

    answer = client.post(page_of(project), {"confirm": str(old.pk), "next": back})

    told = Fact.objects.filter(key="has_premises").latest("pk")
    assert answer["Location"] == back
    assert (told.value, told.source, told.recorded_by) == (False, source, someone.full_name)
    assert f'value="{old.pk}"' not in client.get(back).content.decode()


def test_fact_of_another_project_is_not_confirmed_from_this_one(client_for, project):
    other = FollowedProjectFactory()
    fact = actions.record_fact(project=other, key="employees", value=1, by=other.owner)

    assert client_for(project.owner).post(page_of(project), {"confirm": fact.pk}).status_code == 404


def test_confirming_leads_nowhere_else(client_for, project):
    old = Fact.objects.get(key="employees")

    answer = client_for(project.owner).post(
        page_of(project), {"confirm": old.pk, "next": "https://ailleurs.test/"}
    )

    assert answer["Location"] == page_of(project)


def test_history_says_who_said_what_and_when(client_for, project):
    actions.record_fact(project=project, key="employees", value=3, source="officer", by=project.referent)

    (employees, *_others) = queries.fact_histories(project)
    page = client_for(project.owner).get(page_of(project)).content.decode()

    assert employees.label == "Salariés"
    assert [(fact.said, fact.recorded_by, fact.recorded_on, fact.is_stale) for fact in employees.told] == [
        ("3", project.referent.full_name, TODAY, False),
        ("2", project.owner.full_name, TOLD_ON, True),
    ]
    assert "Qui l’a dit, et quand" in page
    assert "remplacée depuis" in page


def test_page_asks_as_many_questions_for_one_fact_as_for_three(django_assert_num_queries, project):
    Fact.objects.exclude(key="employees").delete()
    with django_assert_num_queries(1):
        assert len(queries.fact_histories(project)) == 1

    for key in ("headcount", "accounts_years"):
        actions.record_fact(project=project, key=key, value=1, by=project.owner)

    with django_assert_num_queries(1):
        assert len(queries.fact_histories(project)) == 3
