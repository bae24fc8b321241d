"""Whom to remind next when an organisation is silent."""

from terreau.accompaniment.models import Referral
from terreau.accounts.models import User
from terreau.directory.enums import TeamRole
from terreau.partnerships.enums import CharterState
from terreau.partnerships.models import Commitment


def second_person(referral: Referral) -> User | None:
    """Return the lead of the team, else any of its members; None when nobody is in it."""
    members = referral.team.members.present().filter(user__is_active=True).select_related("user")
    people = sorted(members, key=lambda member: (member.role != TeamRole.LEAD, member.pk))
    return people[0].user if people else None


def signatory_contact(referral: Referral) -> str | None:
    """Return the address of the signatory of the charter behind the offer, else of the organisation."""
    promised = Commitment.objects.filter(offers=referral.offer_id, charter__state=CharterState.IN_FORCE)
    address = (
        promised.exclude(party__organisation__email="")
        .order_by("pk")
        .values_list("party__organisation__email", flat=True)
        .first()
    )
    return address or referral.team.organisation.email or None
