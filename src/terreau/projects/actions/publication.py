"""The holder chooses what the public reads, field by field, and may take it back at any time."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.projects.actions.sheet import fill_sheet
from terreau.projects.enums import WITH_REFERENT_STATES, PublicField
from terreau.projects.models import Project, PublicSheet
from terreau.projects.models.sheet import in_a_year
from terreau.search.actions import mark

By = User | Actor

LONGEST_DAYS = 731  # two years at most, then the holder says again what they want to show
WARNING_DAYS = 30


@transaction.atomic
def publish(*, project: Project, fields: Iterable[str], by: By, until: dt.date | None = None) -> PublicSheet:
    """Publish the title, the summary and the chosen fields until a day; again changes the choice."""
    if until is not None and not clock.today() < until <= clock.today() + dt.timedelta(days=LONGEST_DAYS):
        raise RuleBroken(
            _("Choisissez une date à venir, dans les deux ans : vous pourrez la repousser."), field="until"
        )
    project = Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    if project.state not in WITH_REFERENT_STATES:
        raise RuleBroken(_("La fiche se publie une fois le projet accompagné par la ville."))
    chosen = [field.value for field in PublicField if field in set(fields)]
    if project.public_since is None:
        project.public_since = clock.now()
        project.save(update_fields=["public_since"])
    sheet = PublicSheet.objects.filter(project=project).first()
    sheet = sheet or PublicSheet(project=project, published_at=clock.now())
    sheet.expires_on = until or in_a_year()
    fill_sheet(sheet=sheet, project=project, fields=chosen)
    warned = max(sheet.expires_on - dt.timedelta(days=WARNING_DAYS), clock.today() + dt.timedelta(days=1))
    messaging.remind(target=project, kind="project.sheet_ends", due=warned)
    over = sheet.expires_on + dt.timedelta(days=1)
    messaging.remind(target=project, kind="project.sheet_over", due=over)
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
    for kind in ("project.sheet_ends", "project.sheet_over"):
        messaging.settle(target=project, kind=kind)
    project.public_since = None
    journal.write(verb="project.unpublished", target=project, by=by, project=project)
    mark(kind="project", keys=[project.pk])
    return project


@transaction.atomic
def warn_of_end(*, project: Project, occasion: str) -> None:  # by nobody: the calendar
    """Tell the holder that their public page is about to end."""
    if PublicSheet.objects.in_force().filter(project=project).exists():
        messaging.post(
            event="project.sheet_ends", to=project.owner, target=project, by=None, occasion=occasion
        )


@transaction.atomic
def end_sheet(*, project: Project, by: By) -> None:
    """Withdraw a public page whose day has passed; one that was prolonged meanwhile stays."""
    over = PublicSheet.objects.filter(project=project, expires_on__lt=clock.today())
    if over.exists():
        unpublish(project=project, by=by)
