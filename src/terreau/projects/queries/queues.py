"""The queues of the follow-up desk about projects: what stands there, and what left since a moment.

Each function takes the moment of the officer's last visit. What stands in a queue carries `moment`, by
which it is read (the nearest promise or the longest wait first), and `is_new`; what left carries `left_at`.
All is worked out from facts and from the journal, in SQL: nothing is stored, so nothing is forgotten.
"""

import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least

from terreau.accounts.models import User
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.messaging.models import Message, Reminder
from terreau.projects.enums import WITH_REFERENT_STATES, ProjectState
from terreau.projects.models import DeskVisit, Project, ProjectMember

# Two looks at the desk that lie further apart are two visits.
VISIT = dt.timedelta(minutes=30)
# Without a sign of life for so long, a holder is asked for news (see actions/news.py).
SILENCE = dt.timedelta(days=42)
# A public page, or a pause, that ends within this time is worth a word.
SOON = dt.timedelta(days=30)
KIND = "projects.project"
PAGE_MOVES = ("project.published", "project.unpublished")
RESUMED = "project.resumed"


def last_visit_of(user: User) -> dt.datetime:
    """Return from when on arrivals and departures are told; from now when the desk was never seen."""
    visit = DeskVisit.objects.filter(user=user).first()
    if visit is None:
        return clock.now()
    return visit.seen_at if clock.now() - visit.seen_at > VISIT else visit.since


def if_new(condition: Any) -> Case:
    """Say of each row whether it arrived since the last visit: 1, else 0, which can be added up."""
    return Case(When(condition, then=Value(1)), default=Value(0))


def unread(since: dt.datetime) -> QuerySet[Project]:
    """Return the projects that the town has not read, the nearest promise first."""
    completed = Entry.objects.filter(project=OuterRef("pk"), verb="project.completed", at__gt=since)
    return (
        Project.objects.filter(state=ProjectState.SUBMITTED)
        .annotate(moment=F("triage_due_at"), is_new=if_new(Q(submitted_at__gt=since) | Exists(completed)))
        .order_by("moment", "pk")
    )


def read_since(since: dt.datetime) -> QuerySet[Project]:
    """Return the projects about which something was decided, or asked of their holder."""
    asked = Q(state=ProjectState.TO_COMPLETE, completion_asked_at__gt=since)
    return Project.objects.filter(Q(decided_at__gt=since) | asked).annotate(
        left_at=Coalesce("decided_at", "completion_asked_at")
    )


def silent(since: dt.datetime) -> QuerySet[Project]:
    """Return the followed projects of which nobody was heard for six weeks, the longest silence first."""
    until = clock.now() - SILENCE
    heard = _of_the_team().order_by("-at").values("at")[:1]
    return (
        Project.objects.filter(state=ProjectState.FOLLOWED, submitted_at__lte=until)
        .filter(~Exists(_of_the_team().filter(at__gt=until)))
        .annotate(moment=Coalesce(Subquery(heard), "submitted_at"))
        .annotate(is_new=if_new(Q(moment__gt=since - SILENCE)))
        .order_by("moment", "pk")
    )


def heard_since(since: dt.datetime) -> QuerySet[Project]:
    """Return the projects that were silent at that moment and gave a sign, took a pause or ended."""
    signs = _of_the_team()
    heard = Exists(signs.filter(at__gt=since))
    over = Q(paused_at__gt=since) | Q(closed_at__gt=since)
    return (
        Project.objects.filter(state__in=WITH_REFERENT_STATES, submitted_at__lte=since - SILENCE)
        .filter(heard | over, decided_at__lte=since)
        .filter(~Exists(signs.filter(at__gt=since - SILENCE, at__lte=since)))
        .annotate(left_at=Coalesce(Subquery(_first(signs.filter(at__gt=since))), "paused_at", "closed_at"))
        .filter(left_at__gt=since)
    )


def ending(since: dt.datetime) -> QuerySet[Project]:
    """Return the projects whose public page or whose pause ends within a month, the nearest end first."""
    return (
        _with_end(Project.objects.filter(Q(public_since__isnull=False) | Q(state=ProjectState.PAUSED)))
        .filter(moment__lte=clock.now() + SOON)
        .annotate(is_new=if_new(Q(moment__gt=since + SOON)))
        .order_by("moment", "pk")
    )


def prolonged_since(since: dt.datetime) -> QuerySet[Project]:
    """Return the projects whose page was about to end and was settled, or that were taken up again."""
    warned = Message.objects.filter(
        event="project.sheet_ends", target_kind=KIND, target_key=_key(), created_at__gt=since - 2 * SOON
    )
    told = Entry.objects.filter(project=OuterRef("pk"), at__gt=since)
    page = Exists(told.filter(verb__in=PAGE_MOVES)) & Exists(warned)
    moved = told.filter(verb__in=[*PAGE_MOVES, RESUMED])
    return (
        _with_end(Project.objects.filter(page | Exists(told.filter(verb=RESUMED))))
        .filter(Q(moment=None) | Q(moment__gt=clock.now() + SOON))
        .annotate(left_at=Subquery(_first(moved)))
    )


def _of_the_team() -> QuerySet[Entry]:
    """Keep what the people of a project did on it themselves, signed in or by a mailed link."""
    members = ProjectMember.objects.active().annotate(key=Cast("user_id", CharField()))
    member = members.filter(project_id=OuterRef("project"), key=OuterRef("actor_key"))
    owner = Q(actor_key=Cast(OuterRef("owner_id"), CharField()))
    told = Entry.objects.filter(project=OuterRef("pk"), actor_kind__in=["user", "link"])
    return told.filter(owner | Exists(member))


def _with_end(projects: QuerySet[Project]) -> QuerySet[Any]:
    """Add when the public page will be withdrawn or the pause asked about, whichever comes first."""
    pause = Case(When(state=ProjectState.PAUSED, then=Subquery(_planned("project.quiet"))))
    dated = projects.annotate(page_ends=Subquery(_planned("project.sheet_over")), pause_ends=pause)
    # Of two dates of which one is missing, SQLite's least is none at all.
    return dated.annotate(moment=Coalesce(Least("page_ends", "pause_ends"), "page_ends", "pause_ends"))


def _planned(kind: str) -> QuerySet:
    pending = Reminder.objects.filter(sent_at=None, cancelled_at=None)
    return pending.filter(target_kind=KIND, target_key=_key(), kind=kind).values("due_at")[:1]


def _key() -> Cast:
    return Cast(OuterRef("pk"), CharField())


def _first(entries: QuerySet[Entry]) -> QuerySet:
    return entries.order_by("at").values("at")[:1]
