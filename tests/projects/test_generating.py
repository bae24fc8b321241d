"""Invented projects for measures go through the verbs of the projects."""

import pytest
from django.core.management import CommandError, call_command

from terreau.accounts.enums import Role
from terreau.projects.models import Project, PublicSheet
from tests.factories.territories import OperatorFactory

pytestmark = pytest.mark.django_db


def test_generating_asks_for_a_town_first():
    with pytest.raises(CommandError, match="Set the operator first"):
        call_command("generate_projects", "--projects", "1")


def test_generated_projects_are_received_followed_and_public(person, capsys):
    OperatorFactory()
    officer = person(Role.OFFICER)

    call_command("generate_projects", "--projects", "12", "--seed", "3")

    assert capsys.readouterr().out == "12 projects\n"
    states = set(Project.objects.values_list("state", flat=True))
    assert (Project.objects.count(), states) == (12, {"submitted", "followed"})
    assert set(Project.objects.filter(state="followed").values_list("referent", flat=True)) == {officer.pk}
    assert 0 < PublicSheet.objects.count() < 12


def test_generated_projects_wait_when_the_town_has_no_officer():
    OperatorFactory()

    call_command("generate_projects", "--projects", "3")

    assert list(Project.objects.values_list("state", flat=True)) == ["submitted"] * 3
