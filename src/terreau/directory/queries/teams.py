"""Reads of the teams and of the people in them."""

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, Organisation, Team, TeamAbsence, TeamMember
from terreau.kernel import clock


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
    """The teams of an organisation, each with the people in it (`people`) and its `next_absences`."""
    coming = TeamAbsence.objects.filter(until__gte=clock.today())
    return organisation.teams.prefetch_related(
        Prefetch("members", queryset=_present_people(), to_attr="people"),
        Prefetch("absences", queryset=coming, to_attr="next_absences"),
    ).order_by("name")


def members_of(team: Team) -> QuerySet[TeamMember]:
    """The people of a team now."""
    return _present_people().filter(team=team)


def open_offers_of(team: Team) -> QuerySet[Offer]:
    """The offers of a team to which somebody may be sent, today or once resumed."""
    return team.offers.filter(state__in=[OfferState.PUBLISHED, OfferState.SUSPENDED])


def unreachable_teams() -> QuerySet[Team]:
    """The teams in which nobody would read a demand: no shared inbox, no person with an open account."""
    readers = TeamMember.objects.present().filter(team=OuterRef("pk"), user__is_active=True)
    return Team.objects.filter(~Exists(readers), email="")


def offers_without_reachable_team() -> QuerySet[Offer]:
    """The open offers whose team nobody can reach any more: a blocking task for the town."""
    return (
        Offer.objects.filter(
            team__in=unreachable_teams().values("pk"),
            state__in=[OfferState.PUBLISHED, OfferState.SUSPENDED],
        )
        .select_related("team__organisation")
        .order_by("title", "pk")
    )


def _present_people() -> QuerySet[TeamMember]:
    return TeamMember.objects.present().select_related("user").order_by("role", "user__last_name", "pk")
