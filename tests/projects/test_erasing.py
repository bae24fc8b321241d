"""A holder leaves: their closed projects keep a place in the figures, and nothing of what they told."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection

from terreau.accounts import actions as accounts
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.kernel.clock import now
from terreau.kernel.errors import RuleBroken
from terreau.projects import actions
from terreau.projects.enums import FactKey, FactSource, ProjectState, PublicField
from terreau.projects.models import Project
from terreau.search import actions as search
from tests.factories.projects import FollowedProjectFactory

MARK = "zqmarqueurqz"


@pytest.fixture
def told(db, person):
    """A followed project in which every text names its holder."""
    officer = person(Role.OFFICER)
    holder = person(first_name=MARK, last_name=MARK, email=f"{MARK}@exemple.test")
    project = FollowedProjectFactory(
        owner=holder,
        referent=officer,
        title=f"Projet {MARK}",
        summary=MARK,
        story=MARK,
        publics=MARK,
        phone="0600000001",
        needs=["local"],
    )
    project.needs.update(text=MARK)
    actions.record_fact(
        project=project, key=FactKey.HEADCOUNT, value=MARK, by=holder, source=FactSource.DECLARED
    )
    actions.publish(project=project, fields=[PublicField.HOLDER], by=holder)
    return project


def rows_with(mark: str) -> list[str]:
    """List the tables where a text is found, whatever the column."""
    found = []
    with connection.cursor() as cursor:
        for table in sorted({model._meta.db_table for model in apps.get_models()}):
            cursor.execute(f'SELECT * FROM "{table}"')
            if any(mark in str(value) for row in cursor.fetchall() for value in row):
                found.append(table)
    return found


def test_open_project_keeps_its_holder(told):
    with pytest.raises(RuleBroken, match="Vous portez le projet"):
        accounts.erase_account(user=told.owner, by=told.owner)


def test_closed_project_is_emptied(told, clock):
    actions.close(project=told, reason=f"Au revoir {MARK}", by=told.owner)
    before = rows_with(MARK)

    accounts.erase_account(user=told.owner, by=told.owner)
    search.keep_up(kind="project")
    clock.travel(now() + dt.timedelta(minutes=2))
    search.clean()

    assert {"projects_project", "projects_need", "projects_publicsheet"} <= set(before)
    assert rows_with(MARK) == []
    project = Project.objects.get(pk=told.pk)
    assert (project.state, project.owner.is_active) == (ProjectState.CLOSED, False)


def test_officer_leaves_and_the_decisions_stay(told, person):
    officer, successor = told.referent, person(Role.OFFICER)
    actions.assign_referent(project=told, referent=successor, by=officer)

    accounts.erase_account(user=officer, by=officer)

    told.refresh_from_db()
    assert told.referent == successor
    assert not User.objects.filter(pk=officer.pk).exists()
