"""Keeping in touch: after some weeks of silence the holder is asked for news, and answers in one gesture."""

import datetime as dt
from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging import links
from terreau.messaging.enums import Circle
from terreau.messaging.models import Reminder
from terreau.projects.actions.help_calls import close_calls_of
from terreau.projects.enums import News, ProjectState
from terreau.projects.models import Project
from terreau.projects.models.project import PROJECT_WORKFLOW
from terreau.projects.queries import last_sign_of_life
from terreau.projects.signals import project_closed

By = User | Actor

QUIET = "project.quiet"
QUIET_DAYS = 42  # six weeks of silence, then the question
AGAIN_DAYS = 90  # between two questions that got no answer
PAUSE_DAYS = 180  # a pause without a date is asked about after six months
NEWS_PURPOSE = "projects.news"


def watch(*, project: Project, by: By | None, after: dt.date | None = None) -> None:
    """Plan the next question: a followed project always has a date at which somebody thinks of it."""
    del by  # the calendar asks, whoever moved it: no name is kept
    days = PAUSE_DAYS if project.state == ProjectState.PAUSED else QUIET_DAYS
    due = after or clock.today() + dt.timedelta(days=days)
    messaging.remind(target=project, kind=QUIET, due=due)


@transaction.atomic
def watch_forgotten(*, by: By | None) -> int:
    """Plan a question for the followed projects that have none yet; return how many."""
    planned = Reminder.objects.filter(
        target_kind="projects.project", kind=QUIET, sent_at=None, cancelled_at=None
    ).values_list("target_key", flat=True)
    known = {int(key) for key in planned}
    living = Project.objects.filter(state__in=(ProjectState.FOLLOWED, ProjectState.PAUSED)).order_by("pk")
    forgotten = [project for project in living.iterator() if project.pk not in known]
    for project in forgotten:
        watch(project=project, by=by)
    return len(forgotten)


@transaction.atomic
def ask_news(*, project: Project, occasion: str, by: By | None) -> bool:
    """Ask the holder for news, unless they gave some meanwhile; return whether they were asked."""
    if project.state not in (ProjectState.FOLLOWED, ProjectState.PAUSED):
        return False
    heard = last_sign_of_life(project)
    since = clock.now() - dt.timedelta(days=QUIET_DAYS)
    if project.state == ProjectState.FOLLOWED and heard is not None and heard > since:
        # Never today: the reminder that is being answered would come back at once, again and again.
        later = max((heard + dt.timedelta(days=QUIET_DAYS)).date(), clock.today() + dt.timedelta(days=1))
        watch(project=project, by=by, after=later)
        return False
    messaging.post(
        event="project.news_asked",
        to=project.owner,
        target=project,
        by=by,
        occasion=occasion,
        language=project.owner.language,
    )
    watch(project=project, by=by, after=clock.today() + dt.timedelta(days=AGAIN_DAYS))
    if by is not None:
        journal.write(verb="project.news_asked", target=project, by=by, project=project)
    return True


@transaction.atomic
def give_news(*, project: Project, news: str, text: str, by: By) -> Project:
    """The holder says how it goes: it goes on, it pauses, it is over; their words reach the referent."""
    if project.state not in (ProjectState.FOLLOWED, ProjectState.PAUSED):
        raise RuleBroken(_("Ce projet n’attend plus de nouvelles : sa situation a changé entre-temps."))
    if news == News.GOES_ON:
        if project.state == ProjectState.PAUSED:
            resume(project=project, by=by)
        watch(project=project, by=by)
    elif news == News.PAUSE and project.state == ProjectState.FOLLOWED:
        pause(project=project, reason=text, by=by)
    elif news == News.PAUSE:
        watch(project=project, by=by)
    else:
        close(project=project, reason=text or _("Le porteur dit que le projet est terminé."), by=by)
    if text.strip():
        thread = messaging.open_thread(target=project, participants=[project.owner])
        messaging.say(thread=thread, body=text, by=by, circle=Circle.EVERYONE)
    journal.write(verb="project.news_given", target=project, by=by, project=project, data={"news": news})
    if project.referent is not None:
        occasion = f"{clock.now():%Y%m%d%H%M%S}"
        messaging.post(
            event="project.news_given", to=project.referent, target=project, by=by, occasion=occasion
        )
    return project


@transaction.atomic
def pause(*, project: Project, reason: str, by: By, until: dt.date | None = None) -> Project:
    """Pause a followed project; nobody is reminded of it before the date."""
    if until is not None and until <= clock.today():
        raise RuleBroken(_("La reprise se prévoit à une date à venir."), field="until")
    PROJECT_WORKFLOW.advance(project, "pause", paused_at=clock.now(), pause_reason=reason)
    watch(project=project, by=by, after=until)
    journal.write(verb="project.paused", target=project, by=by, project=project)
    return project


@transaction.atomic
def resume(*, project: Project, by: By) -> Project:
    """Take up a paused project again; its reminders start anew."""
    PROJECT_WORKFLOW.advance(project, "resume", paused_at=None, pause_reason="")
    watch(project=project, by=by)
    journal.write(verb="project.resumed", target=project, by=by, project=project)
    return project


@transaction.atomic
def close(*, project: Project, reason: str, by: By) -> Project:
    """End the accompaniment, and say why."""
    if not reason.strip():
        raise RuleBroken(_("Dites pourquoi le projet se termine, même en quelques mots."), field="reason")
    PROJECT_WORKFLOW.advance(
        project, "close", closed_at=clock.now(), close_reason=reason, paused_at=None, pause_reason=""
    )
    messaging.settle(target=project, kind=QUIET)
    links.revoke(target=project, purpose=NEWS_PURPOSE)
    close_calls_of(project=project, by=by)
    journal.write(verb="project.closed", target=project, by=by, project=project, quantity=1)
    transaction.on_commit(partial(project_closed.send, sender=Project, project=project))
    return project
