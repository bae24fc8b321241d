"""People around a project: invitation, arrival, departure, change of owner."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accounts import actions as accounts
from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken, StaleObject
from terreau.messaging import actions as messaging
from terreau.projects.actions.help_calls import hide_holder
from terreau.projects.actions.sheet import fill_sheet
from terreau.projects.enums import MemberRole, PublicField
from terreau.projects.models import Project, ProjectMember, PublicSheet

By = User | Actor


@transaction.atomic
def invite(*, project: Project, email: str, role: str, by: User) -> ProjectMember:
    """Invite somebody by e-mail; they belong to the team once they accept."""
    email = email.strip().lower()
    if email == project.owner.email:
        raise RuleBroken(
            _("C’est l’adresse du porteur : cette personne a déjà accès au projet."), field="email"
        )
    try:
        with transaction.atomic():
            member = ProjectMember.objects.create(
                project=project, email=email, role=role, invited_at=clock.now()
            )
    except IntegrityError:
        raise RuleBroken(_("Cette personne est déjà invitée."), field="email") from None
    messaging.post(event="project.invited", to=email, target=member, by=by, language=by.language)
    journal.write(verb="member.invited", target=project, by=by, project=project, data={"role": str(role)})
    return member


@transaction.atomic
def join(*, member: ProjectMember, by: By | None = None) -> ProjectMember:
    """Accept an invitation: whoever holds the mailed link proves the address."""
    user = by if isinstance(by, User) else accounts.ensure_user(email=member.email, by=None)
    waiting = ProjectMember.objects.filter(pk=member.pk, joined_at=None, left_at=None)
    if not waiting.update(user=user, joined_at=clock.now()):
        raise StaleObject(_("Cette invitation a déjà servi, ou a été retirée."))
    member.refresh_from_db()
    journal.write(verb="member.joined", target=member.project, by=user, project=member.project_id)
    return member


@transaction.atomic
def leave(*, project: Project, by: User) -> ProjectMember:
    """Leave a team; the owner first chooses a successor."""
    if project.owner_id == by.pk:
        raise RuleBroken(
            _(
                "Vous êtes le porteur : transmettez d’abord le projet à un co-porteur, "
                "puis vous pourrez partir."
            )
        )
    member = project.members.active().filter(user=by).first()
    if member is None:
        raise RuleBroken(_("Vous ne faites plus partie de cette équipe."))
    return _part(member, by)


@transaction.atomic
def remove_member(*, member: ProjectMember, by: User) -> ProjectMember:
    """Take back an invitation, or end a membership."""
    return _part(member, by)


def _part(member: ProjectMember, by: User) -> ProjectMember:
    now = clock.now()
    if not ProjectMember.objects.filter(pk=member.pk, left_at=None).update(left_at=now):
        raise StaleObject(_("Cette personne est déjà partie : rechargez la page."))
    member.left_at = now
    journal.write(verb="member.left", target=member.project, by=by, project=member.project_id)
    return member


@transaction.atomic
def transfer(*, project: Project, to: User, by: User) -> Project:
    """Give the project to a co-holder; the former owner stays in the team as co-holder."""
    successor = project.members.active().filter(user=to, role=MemberRole.CO_HOLDER).first()
    if successor is None:
        raise RuleBroken(_("Un projet se transmet à un co-porteur qui a accepté son invitation."))
    former, now = project.owner, clock.now()
    if not Project.objects.filter(pk=project.pk, owner=former).update(owner=to):
        raise StaleObject(_("Le porteur vient de changer : rechargez la page."))
    ProjectMember.objects.filter(pk=successor.pk).update(left_at=now)
    ProjectMember.objects.create(
        project=project,
        email=former.email,
        user=former,
        role=MemberRole.CO_HOLDER,
        invited_at=now,
        joined_at=now,
    )
    project.owner = to
    _hide_former(project)
    journal.write(verb="project.transferred", target=project, by=by, project=project, data={"user": to.pk})
    return project


def _hide_former(project: Project) -> None:
    """Take the name of the former owner off what is public; the next one chooses for themselves."""
    hide_holder(project=project)
    sheet = PublicSheet.objects.filter(project=project).first()
    if sheet is not None and PublicField.HOLDER in sheet.fields:
        kept = [field for field in sheet.fields if field != PublicField.HOLDER]
        fill_sheet(sheet=sheet, project=project, fields=kept)
