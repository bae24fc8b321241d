"""Reads of the teams and of the people in them."""

from typing import Any

from django.db.models import Prefetch, QuerySet

from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, Organisation, Team, TeamMember


def teams_of(user: Any) -> QuerySet[Team]:
    """The teams in which the person is now."""
    return (
        Team.objects.filter(members__user=user, members__left_at=None)
        .select_related("organisation")
        .order_by("organisation__sort_name", "name")
    )


def is_team_member(user: Any, organisation: Organisation) -> bool:
    """Say whether the person is in a team of the organisation now."""
    return TeamMember.objects.present().filter(user=user, team__organisation=organisation).exists()


def team_with_members(organisation: Organisation) -> QuerySet[Team]:
    """The teams of an organisation, each with the people who are in it (`people`)."""
    return organisation.teams.prefetch_related(
        Prefetch("members", queryset=_present_people(), to_attr="people")
    ).order_by("name")


def members_of(team: Team) -> QuerySet[TeamMember]:
    """The people of a team now."""
    return _present_people().filter(team=team)


def open_offers_of(team: Team) -> QuerySet[Offer]:
    """The offers of a team to which somebody may be sent, today or once resumed."""
    return team.offers.filter(state__in=[OfferState.PUBLISHED, OfferState.SUSPENDED])


def _present_people() -> QuerySet[TeamMember]:
    return TeamMember.objects.present().select_related("user").order_by("role", "user__last_name", "pk")
