"""Teams, and who is in them."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terreau.accounts.actions import ensure_user
from terreau.accounts.models import User
from terreau.directory.enums import TeamRole
from terreau.directory.models import Organisation, Team, TeamAbsence, TeamMember
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
def update_team(*, team: Team, name: str, by: By, email: str = "") -> Team:
    """Rename a team or change its inbox; somebody must still read what comes for its offers."""
    team = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    name, email = name.strip(), email.strip().lower()
    if not name:
        raise RuleBroken(_("Donnez le nom de l’équipe."), field="name")
    if Team.objects.filter(organisation=team.organisation_id, name__iexact=name).exclude(pk=team.pk).exists():
        raise RuleBroken(_("Cette structure a déjà une équipe de ce nom."), field="name")
    if not email and not _readers(team).exists() and open_offers_of(team).exists():
        raise RuleBroken(
            _("Sans boîte ni membre, plus personne ne lirait les demandes : ajoutez d’abord quelqu’un."),
            field="email",
        )
    if (team.name, team.email) == (name, email):
        return team
    team.name, team.email = name, email
    team.save(update_fields=["name", "email"])
    write(verb="team.updated", target=team, by=by, organisation=team.organisation_id)
    return team


@transaction.atomic
def add_absence(*, team: Team, since: dt.date, until: dt.date, by: By) -> TeamAbsence:
    """Announce days on which a team takes no new request; those under way go on."""
    if until < since:
        raise RuleBroken(_("La fin d’une absence ne précède pas son début."), field="until")
    if until < clock.today():
        raise RuleBroken(_("Cette absence est déjà passée."), field="until")
    absence = TeamAbsence.objects.create(team=team, since=since, until=until)
    days = {"since": since.isoformat(), "until": until.isoformat()}
    write(verb="team.absence_added", target=team, by=by, organisation=team.organisation_id, data=days)
    return absence


@transaction.atomic
def remove_absence(*, absence: TeamAbsence, by: By) -> None:
    """Take back an absence: the team is there after all, or is back sooner."""
    team = absence.team
    days = {"since": absence.since.isoformat(), "until": absence.until.isoformat()}
    absence.delete()
    write(verb="team.absence_removed", target=team, by=by, organisation=team.organisation_id, data=days)


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
    post(event="team.invited", to=user, target=member, by=by, language=user.language)
    return member


@transaction.atomic
def remove_member(*, member: TeamMember, by: By) -> TeamMember:
    """Take a person out of a team, unless somebody must stay to answer for its offers."""
    team = Team.objects.select_for_update(of=("self",)).get(pk=member.team_id)
    others = _readers(team).exclude(pk=member.pk)
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


def _readers(team: Team) -> QuerySet[TeamMember]:
    """The people of a team whose account is open."""
    return TeamMember.objects.present().filter(team=team, user__is_active=True)


def _forget_teams(user: Any) -> None:
    for name in ("_team_organisations", "_derived_roles"):
        user.__dict__.pop(name, None)
