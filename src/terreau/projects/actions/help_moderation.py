"""Somebody says that a call should not be there; the town leaves it or takes it down, and says why."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.projects.actions.help_calls import take_off
from terreau.projects.actions.help_settling import _somebody
from terreau.projects.enums import HelpReportState
from terreau.projects.models import HelpCall, HelpReport
from terreau.projects.models.help_calls import HELP_REPORT_WORKFLOW
from terreau.projects.queries.desk import officers_of_the_town
from terreau.projects.queries.people import holders_of
from terreau.search.actions import mark

By = User | Actor


@transaction.atomic
def report_call(*, call: HelpCall, message: str, by: By | None = None) -> HelpReport:
    """Keep what somebody says of a call, but not who; the same words that still wait are kept once."""
    held = HelpCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if not held.is_in_force:
        raise RuleBroken(_("Cet appel n’est plus public."))
    waiting = held.reports.filter(state=HelpReportState.WAITING, message=message.strip()).first()
    if waiting is not None:
        return waiting
    report = HelpReport.objects.create(call=held, message=message.strip())
    journal.write(verb="help_call.reported", target=held, by=_somebody(), project=held.project_id)
    for officer in officers_of_the_town():
        messaging.post(event="project.help_reported", to=officer, target=report, by=by)
    return report


@transaction.atomic
def keep_call(*, call: HelpCall, by: User) -> HelpCall:
    """Leave a call that was reported as it is."""
    if not _decide(call, "dismiss", by):
        raise RuleBroken(_("Personne ne signale plus cet appel : rechargez la page."))
    journal.write(verb="help_call.kept", target=call, by=by, project=call.project_id)
    return call


@transaction.atomic
def remove_call(*, call: HelpCall, reason: str, by: User) -> HelpCall:
    """Take a call down at once; its holder reads why, and who offered help is thanked."""
    if not reason.strip():
        raise RuleBroken(_("Dites pourquoi, en une phrase : le porteur la lira."), field="reason")
    take_off(call=call, verb="remove", by=by, removal_reason=reason.strip())
    mark(kind="project", keys=[call.project_id])
    _decide(call, "uphold", by)
    journal.write(verb="help_call.removed", target=call, by=by, project=call.project_id)
    for holder in holders_of(call.project):
        messaging.post(event="project.help_removed", to=holder, target=call, by=by)
    return call


def _decide(call: HelpCall, verb: str, by: User) -> int:
    waiting = list(call.reports.filter(state=HelpReportState.WAITING))
    for report in waiting:
        HELP_REPORT_WORKFLOW.advance(report, verb, decided_at=clock.now(), decided_by=by)
    return len(waiting)
