"""The holder chooses what the public reads, field by field, and may take it back at any time."""

from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.projects.actions.sheet import fill_sheet
from terreau.projects.enums import WITH_REFERENT_STATES, PublicField
from terreau.projects.models import Project, PublicSheet
from terreau.search.actions import mark

By = User | Actor


@transaction.atomic
def publish(*, project: Project, fields: Iterable[str], by: By) -> PublicSheet:
    """Publish the title, the summary and the chosen fields; publishing again changes the choice."""
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.state not in WITH_REFERENT_STATES:
        raise RuleBroken(_("La fiche se publie une fois le projet accompagné par la ville."))
    chosen = [field.value for field in PublicField if field in set(fields)]
    if project.public_since is None:
        project.public_since = clock.now()
        project.save(update_fields=["public_since"])
    sheet = PublicSheet.objects.filter(project=project).first()
    sheet = sheet or PublicSheet(project=project, published_at=clock.now())
    fill_sheet(sheet=sheet, project=project, fields=chosen)
    journal.write(
        verb="project.published",
        target=project,
        by=by,
        project=project,
        territory=project.commune_id,
        data={"fields": chosen},
    )
    return sheet


@transaction.atomic
def unpublish(*, project: Project, by: By) -> Project:
    """Withdraw the public sheet at once."""
    if not Project.objects.filter(pk=project.pk, public_since__isnull=False).update(public_since=None):
        raise RuleBroken(_("Cette fiche n’est plus publique."))
    PublicSheet.objects.filter(project=project).delete()
    project.public_since = None
    journal.write(verb="project.unpublished", target=project, by=by, project=project)
    mark(kind="project", keys=[project.pk])
    return project
