"""What happens when a date comes: a promise about to break, a silence, the end of what is public."""

from typing import Any

from terreau.kernel.actors import Actor
from terreau.messaging.reminders import handler
from terreau.projects import actions
from terreau.projects.models import HelpCall, Project

WORKER = Actor.system("worker")


@handler("project.quiet")
def quiet(target: Project, reminder: Any) -> None:
    actions.ask_news(project=target, occasion=str(reminder.pk), by=WORKER)


@handler("project.sheet_ends")
def sheet_ends(target: Project, reminder: Any) -> None:
    actions.warn_of_end(project=target, occasion=str(reminder.pk))


@handler("project.sheet_over")
def sheet_over(target: Project, reminder: Any) -> None:
    actions.end_sheet(project=target, by=WORKER)


@handler("project.help_ends")
def help_ends(target: HelpCall, reminder: Any) -> None:
    actions.warn_of_call_end(call=target, occasion=str(reminder.pk))


@handler("project.help_over")
def help_over(target: HelpCall, reminder: Any) -> None:
    actions.end_call(call=target, by=WORKER)


@handler("project.triage_due")
def triage_due(target: Project, reminder: Any) -> None:
    actions.call_officers(project=target, occasion=str(reminder.pk), by=None)
