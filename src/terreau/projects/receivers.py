"""What the projects tell the accounts: who is a holder, who cannot leave yet, what goes with an account."""

from typing import Any

from django.dispatch import receiver
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.accounts import duties, erasure, roles
from terreau.accounts.enums import Role
from terreau.accounts.models import User
from terreau.directory import criteria, following
from terreau.directory import panels as directory_panels
from terreau.directory.models import Organisation
from terreau.projects import actions, portability, queries
from terreau.projects.enums import NUMBER_FACTS, YES_NO_FACTS, FactKey, LegalForm
from terreau.projects.models import Project
from terreau.territories.signals import closing_days_changed, operator_changed

roles.register(Role.HOLDER, queries.is_holder_of_a_project)

# What an offer may put a condition on; place, subject and stage have fields of their own in an offer.
criteria.register(
    criteria.AskableFact(
        FactKey.LEGAL_FORM.value,
        criteria.WORDS,
        FactKey.LEGAL_FORM.label,
        tuple((form.value, form.label) for form in LegalForm),
    )
)
for _kind, _keys in ((criteria.NUMBER, NUMBER_FACTS), (criteria.YES_NO, YES_NO_FACTS)):
    for _key in _keys:
        criteria.register(criteria.AskableFact(_key.value, _kind, _key.label))


def projects_of_organisation(organisation: Organisation) -> directory_panels.Panel | None:
    """Show on the page of an organisation the projects whose holders say that it supports them."""
    sheets = queries.sheets_supported_by(organisation)
    return directory_panels.Panel("projects/organisation_panel.html", {"sheets": sheets}) if sheets else None


directory_panels.register("projects", projects_of_organisation, order=20)
# A sheet names the kept organisation; when it names both, the row of the other stays behind.
following.declare("projects.PublicSheet_supporters.organisation", following.unless_there("publicsheet_id"))


@receiver([closing_days_changed, operator_changed])
def follow_calendar(sender: Any, **_facts: Any) -> None:
    """The answers promised are counted in the days on which the offices work."""
    actions.recount_triage()


@erasure.blocker
def answers_for_a_project(user: User) -> str | None:
    """Somebody always owns a project, and somebody of the town always follows it."""
    project = queries.open_projects_of(user).first()
    if project is None:
        return None
    if project.owner_id == user.pk:
        return _(
            "Vous portez le projet « %(title)s » : transmettez-le à un co-porteur, ou terminez-le, "
            "puis revenez ici."
        ) % {"title": project.title}
    return _("Vous suivez le projet « %(title)s » pour la ville : confiez-le à un autre référent.") % {
        "title": project.title
    }


@duties.duty
def answers_for_projects(user: User, role: str | None) -> str | None:
    """Nobody leaves the town, or loses the role of officer, with open projects in their hands."""
    found = queries.duties_of(user)
    followed = [project for project in found if project.referent_id == user.pk]
    owned = [project for project in found if project.owner_id == user.pk and role is None]
    if followed and role in (None, Role.OFFICER):
        return _(
            "%(name)s suit des projets pour la ville (%(number)s) : confiez-les à un autre référent depuis "
            "« Qui suit quels projets », puis revenez ici."
        ) % {"name": user.full_name, "number": len(followed)}
    if owned:
        return _(
            "%(name)s porte un projet ouvert, « %(title)s » : il se transmet d’abord à un co-porteur, ou se "
            "termine."
        ) % {"name": user.full_name, "title": owned[0].title}
    return None


@erasure.eraser
def forget_drafts(user: User) -> None:
    """What was being written goes with the account."""
    actions.forget_drafts(email=user.email, by=user)


@erasure.eraser
def forget_volunteer(user: User) -> None:
    """What a person offered to others goes with the account."""
    actions.forget_volunteer(user=user, by=user)


@portability.chapter("help_calls", label=gettext_lazy("Appels à un coup de main"))
def tell_help_calls(project: Project) -> list[dict[str, Any]]:
    """The calls of a file, as its holder may take them away: what was asked, and who helped."""
    return queries.help_in_words(project)


@erasure.eraser
def forget_holder(user: User) -> None:
    """What a person told of projects that are over goes with the account."""
    actions.forget_holder(holder=user, by=user)
