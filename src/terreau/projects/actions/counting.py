"""The answer promised to projects that wait, counted anew when the calendar changes."""

import datetime as dt

from django.db import transaction
from django.db.models import Max

from terreau.journal.models import Entry
from terreau.kernel.refs import ref_of
from terreau.messaging import actions as messaging
from terreau.projects.actions.proposal import TRIAGE_DAYS
from terreau.projects.enums import ProjectState
from terreau.projects.models import Project
from terreau.territories.calendar import default_calendar


def recount_triage() -> int:  # by nobody: the calendar
    """Put the answer promised to each waiting project on its day of the calendar; return how many moved."""
    return sum(_recount(project) for project in Project.objects.filter(state=ProjectState.SUBMITTED))


@transaction.atomic
def _recount(project: Project) -> bool:
    due = default_calendar().due_at(_promised_from(project), TRIAGE_DAYS)
    waiting = Project.objects.filter(pk=project.pk, state=ProjectState.SUBMITTED)
    if due == project.triage_due_at or not waiting.update(triage_due_at=due):
        return False
    messaging.reschedule(target=project, dates={"project.triage_due": due})
    return True


def _promised_from(project: Project) -> dt.datetime:
    """Return from when the answer is promised, as the log tells: the last completion, else the submission."""
    ref = ref_of(project)
    log = Entry.objects.filter(target_kind=ref.kind, target_key=ref.key, verb="project.completed")
    return log.aggregate(at=Max("at"))["at"] or project.submitted_at
