"""What the directory tells the apps below, and what it hears of them."""

from typing import Any

from django.db.models import QuerySet
from django.dispatch import receiver

from terreau.accounts import erasure, roles
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.directory import actions
from terreau.directory.models import Organisation, TeamMember
from terreau.messaging.queries.absences import COLLEAGUES
from terreau.messaging.queries.choosing import ORGANISATIONS
from terreau.search.actions import mark_all
from terreau.territories.signals import graph_loaded, zone_changed


def colleagues_of(user: User) -> QuerySet:
    """Return who is in one of a person's teams: they may read the mails of the team's absent people."""
    mine = TeamMember.objects.present().filter(user=user).values("team")
    return TeamMember.objects.present().filter(team__in=mine).values("user")


def organisations_of(user: User) -> QuerySet[Organisation]:
    """Return the organisations in whose teams a person is: they choose how they get the mails about each."""
    return Organisation.objects.filter(
        teams__members__in=TeamMember.objects.present().filter(user=user)
    ).distinct()


COLLEAGUES.append(colleagues_of)
ORGANISATIONS.append(organisations_of)
roles.register(Role.TEAM, lambda user: TeamMember.objects.present().filter(user=user).exists())


@erasure.eraser
def forget_contacts(user: User) -> None:
    """A person whose account goes is named on no sheet any more."""
    actions.forget_contacts(email=user.email, by=user)


@receiver([graph_loaded, zone_changed])
def follow_territories(sender: Any, **_facts: Any) -> None:
    """What is found within a perimeter follows the perimeters."""
    mark_all(kind="organisation")
    mark_all(kind="offer")


@erasure.eraser
def forget_answers(user: User) -> None:
    """The addresses that a person left to be answered go with the account."""
    actions.forget_answered(email=user.email, by=user)
