"""What happens when the town is about to break its promise to answer."""

from typing import Any

from terreau.messaging.reminders import handler
from terreau.projects import actions
from terreau.projects.models import Project


@handler("project.triage_due")
def triage_due(target: Project, reminder: Any) -> None:
    actions.call_officers(project=target, occasion=str(reminder.pk), by=None)
