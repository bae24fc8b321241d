"""Teams, and who is in them."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.actions import ensure_user
from terreau.accounts.models import User
from terreau.directory.enums import TeamRole
from terreau.directory.models import Organisation, Team, TeamMember
from terreau.directory.queries.teams import open_offers_of
from terreau.journal.actions import write
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.text import unique_slug
from terreau.messaging.actions import post

By = User | Actor


@transaction.atomic
def create_team(*, organisation: Organisation, name: str, by: By, email: str = "") -> Team:
    """Open a team in an organisation; requests go to its shared inbox."""
    name = name.strip()
    if not name:
        raise RuleBroken(_("Donnez le nom de l’équipe."), field="name")
    if organisation.teams.filter(name__iexact=name).exists():
        raise RuleBroken(_("Cette structure a déjà une équipe de ce nom."), field="name")
    team = Team.objects.create(
        organisation=organisation,
        name=name,
        email=email.strip().lower(),
        slug=unique_slug(organisation.teams.all(), name, max_length=70),
    )
    write(verb="team.created", target=team, by=by, organisation=organisation)
    return team


@transaction.atomic
def add_member(*, team: Team, user: User, by: By, role: str = TeamRole.MEMBER) -> TeamMember:
    """Put a person in a team; adding them twice changes nothing but the role."""
    # The team is locked, so that adding and removing people follow one another.
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    member = TeamMember.objects.present().filter(team=team, user=user).first()
    if member is not None:
        if member.role != role:
            member.role = role
            member.save(update_fields=["role"])
        return member
    member = TeamMember.objects.create(team=team, user=user, role=role)
    _forget_teams(user)
    write(
        verb="team.member_added",
        target=team,
        by=by,
        organisation=team.organisation_id,
        data={"user": user.pk, "role": str(role)},
    )
    return member


@transaction.atomic
def invite_member(
    *, team: Team, email: str, by: By, role: str = TeamRole.MEMBER, first_name: str = "", last_name: str = ""
) -> TeamMember:
    """Put a person in a team by their address, and write to them."""
    user = ensure_user(email=email, first_name=first_name, last_name=last_name, by=by)
    member = add_member(team=team, user=user, by=by, role=role)
    post(event="team.invited", to=user, target=member, language=user.language)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: By) -> TeamMember:
    """Take a person out of a team, unless somebody must stay to answer for its offers."""
    team = Team.objects.select_for_update(of=("self",)).get(pk=member.team_id)
    others = TeamMember.objects.present().filter(team=team).exclude(pk=member.pk)
    if not others.exists() and open_offers_of(team).exists():
        raise RuleBroken(
            _(
                "C’est la dernière personne de l’équipe, et des offres sont encore ouvertes : "
                "ajoutez d’abord quelqu’un, ou terminez ces offres."
            )
        )
    if not TeamMember.objects.present().filter(pk=member.pk).update(left_at=clock.now()):
        raise RuleBroken(_("Cette personne n’est plus dans l’équipe : rechargez la page."))
    member.refresh_from_db()
    _forget_teams(member.user)
    write(
        verb="team.member_removed",
        target=team,
        by=by,
        organisation=team.organisation_id,
        data={"user": member.user_id},
    )
    return member


def _forget_teams(user: Any) -> None:
    for name in ("_team_organisations", "_derived_roles"):
        user.__dict__.pop(name, None)
