"""What a signed-in person finds in their own space: only what is theirs."""

from dataclasses import dataclass

from terreau.accompaniment import queries as accompaniment
from terreau.accompaniment.models import OutsideReferral, Referral
from terreau.accounts.models import User
from terreau.directory.models import TeamMember
from terreau.projects.models import Project

TO_DO_SHOWN = 20


@dataclass(frozen=True)
class MySpace:
    """The person's projects, what they are expected to do, and the teams they are in."""

    projects: list[Project]
    to_do: list[Referral]
    outside: list[OutsideReferral]
    memberships: list[TeamMember]

    @property
    def is_empty(self) -> bool:
        return not (self.projects or self.memberships)


def my_space_of(user: User) -> MySpace:
    """Return what concerns a person."""
    memberships = TeamMember.objects.present().filter(user=user).select_related("team__organisation")
    return MySpace(
        projects=accompaniment.my_files(user),
        to_do=list(accompaniment.to_do_of_holder(user)[:TO_DO_SHOWN]),
        outside=list(accompaniment.outside_to_do_of(user)[:TO_DO_SHOWN]),
        memberships=list(memberships.order_by("team__organisation__sort_name", "team__name")),
    )
