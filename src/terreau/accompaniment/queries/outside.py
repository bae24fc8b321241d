"""Referrals outside the platform: as their page shows them, and counted beside those of the platform."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import ExtractYear

from terreau.accompaniment import payloads
from terreau.accompaniment.enums import USEFUL, OutsideState
from terreau.accompaniment.followup import NextStep, outside_step
from terreau.accompaniment.models import Consent, OutsideReferral, Referral
from terreau.journal.models import Entry
from terreau.kernel.clock import PARIS
from terreau.kernel.prepared import prepared
from terreau.messaging.models import Reminder
from terreau.projects.models import Project
from terreau.territories.calendar import default_calendar

KIND = OutsideReferral._meta.label_lower


@dataclass
class OutsideView:
    """A referral outside the platform, as its holder and the town see it."""

    outside: OutsideReferral
    sides: frozenset[str]
    step: NextStep | None
    rows: list[payloads.Row] = field(default_factory=list)
    reminder: Reminder | None = None
    story: list[Entry] = field(default_factory=list)

    @property
    def url(self) -> str:
        return self.outside.get_absolute_url()

    @property
    def is_mine(self) -> bool:
        """Say whether the next step is the reader's."""
        return self.step is not None and self.step.side in self.sides


@dataclass(frozen=True)
class YearCount:
    """What was sent in a year: on the platform, and outside it."""

    year: int
    inside: int
    outside: int
    useful: int


def outside_of(project: Project, sides: frozenset[str]) -> list[OutsideView]:
    """Return the referrals of a project outside the platform, the oldest first, in two queries."""
    found = _outside_of(project=project.pk)
    for outside in found:
        outside.project = project
    return _views(found, sides)


def outside_view(outside: OutsideReferral, sides: frozenset[str]) -> OutsideView:
    """Return one of them with its story."""
    rows = OutsideReferral.objects.select_related("need__subject", "project__owner", "project__commune")
    loaded = rows.select_related("project__referent").get(pk=outside.pk)
    (view,) = _views([loaded], sides)
    story = Entry.objects.filter(target_kind=KIND, target_key=str(loaded.pk))
    view.story = list(story.order_by("at", "pk"))
    view.rows = rows_of_sheet(loaded)
    return view


def rows_of_sheet(outside: OutsideReferral) -> list[payloads.Row]:
    """Return what the sheet says: word for word what the holder agreed to, as long as it may be read."""
    if not outside.is_readable:
        return []
    consent = Consent.objects.filter(outside=outside, withdrawn_at=None).first()
    return payloads.rows(consent.payload) if consent is not None else []


def outside_listed() -> QuerySet[OutsideReferral]:
    """Return all the referrals outside the platform, the last first."""
    return OutsideReferral.objects.select_related("need__subject", "project").order_by("-proposed_at", "-pk")


def counts_by_year() -> list[YearCount]:
    """Count the demands sent on the platform and the sheets handed outside, year by year, the last first."""
    sent = Referral.objects.filter(sent_at__isnull=False).order_by()
    by_year = sent.annotate(year=ExtractYear("sent_at", tzinfo=PARIS)).values_list("year")
    inside = dict(by_year.annotate(n=Count("pk")))
    handed = OutsideReferral.objects.filter(handed_on__isnull=False)
    outside = dict(handed.order_by().values_list("handed_on__year").annotate(n=Count("pk")))
    useful = handed.filter(state=OutsideState.CLOSED, outcome__in=sorted(USEFUL))
    helped = dict(useful.order_by().values_list("handed_on__year").annotate(n=Count("pk")))
    years = sorted({*inside, *outside}, reverse=True)
    return [YearCount(year, inside.get(year, 0), outside.get(year, 0), helped.get(year, 0)) for year in years]


def _views(found: Iterable[OutsideReferral], sides: frozenset[str]) -> list[OutsideView]:
    found, calendar = list(found), default_calendar()
    pending = defaultdict(list)
    for reminder in _reminders_of([str(outside.pk) for outside in found]):
        pending[reminder.target_key].append(reminder)
    return [
        OutsideView(
            outside,
            sides,
            outside_step(outside, calendar),
            reminder=next(iter(pending[str(outside.pk)]), None),
        )
        for outside in found
    ]


def _reminders_of(keys: list[str]) -> list[Reminder]:
    if not keys:
        return []
    about = Reminder.objects.filter(target_kind=KIND, target_key__in=keys, sent_at=None, cancelled_at=None)
    return list(about.order_by("due_at", "pk"))


@prepared
def _outside_of(project: Any) -> QuerySet[OutsideReferral]:
    found = OutsideReferral.objects.filter(project=project).select_related("need__subject")
    return found.order_by("proposed_at", "pk")
