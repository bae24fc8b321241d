"""What is read from the journal: time lines, figures with the list behind them, stories, the chain."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection, models
from django.db.models import Count, Q, Sum
from django.db.models.expressions import RawSQL

from terreau.journal.chain import digest
from terreau.journal.models import ChainHead, Entry, TraceLink
from terreau.kernel.clock import PARIS
from terreau.kernel.prepared import prepared
from terreau.kernel.refs import ref_of

# Objects whose pages also tell what happened around them, by the entry's own column.
_AROUND = {"projects.project": "project", "directory.organisation": "organisation"}
_TRACE_BOUND = 500
PUBLIC_ENTRIES_READ = 100
# The number of entries everybody can see, as an expression of SQL.
GENERATION = (
    "(SELECT COUNT(*) FROM journal_entry WHERE position IS NULL)"
    " + COALESCE((SELECT position FROM journal_chainhead WHERE id = 1), 0)"
)


@dataclass(frozen=True)
class Measure:
    """A figure: how many entries, and the sum of their quantities."""

    quantity: Decimal
    count: int


@dataclass(frozen=True)
class Step:
    """One link of a story, at its distance from the object."""

    link: TraceLink
    depth: int


@dataclass(frozen=True)
class Trace:
    """Where an object comes from (up, nearest first) and what came out of it (down)."""

    up: list[Step] = field(default_factory=list)
    down: list[Step] = field(default_factory=list)


@dataclass(frozen=True)
class ChainReport:
    """What verifying the chain found: how far it is sound, and the first break when there is one."""

    checked: int
    unsealed: int
    broken_at: int | None = None
    problem: str = ""

    @property
    def is_sound(self) -> bool:
        return self.broken_at is None


def generation() -> int:
    """Return how many entries everybody can see: it grows with each, and is the version of what is public.

    A number, not the last key: on PostgreSQL an entry may appear after another with a greater key.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {GENERATION}")
        return cursor.fetchone()[0]


def timeline_of(obj: models.Model, *, public_only: bool = False) -> models.QuerySet[Entry]:
    """Return the entries about an object, newest first (and around it, for a project or an organisation)."""
    ref = ref_of(obj)
    about = Q(target_kind=ref.kind, target_key=ref.key)
    if ref.kind in _AROUND:
        about |= Q(**{_AROUND[ref.kind]: obj.pk})
    entries = Entry.objects.filter(about).order_by("-at", "-pk")
    return entries.filter(public=True) if public_only else entries


@prepared
def public_timeline(kind: Any, key: Any) -> models.QuerySet[Entry]:
    """Return the last public entries about one object, newest first, for a page that everybody opens."""
    about = Entry.objects.filter(target_kind=kind, target_key=key, public=True)
    return about.order_by("-at", "-pk")[:PUBLIC_ENTRIES_READ]


def entries_for_measure(
    *,
    verb: str | Collection[str],
    organisations: Collection[Any] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> models.QuerySet[Entry]:
    """Return the entries behind a figure, oldest first.

    `since` is included. `until` is included when it is a date (to the end of that day in Paris) and
    excluded when it is a moment.
    """
    verbs = [verb] if isinstance(verb, str) else list(verb)
    entries = Entry.objects.filter(verb__in=verbs)
    if organisations is not None:
        entries = entries.filter(organisation__in=[getattr(one, "pk", one) for one in organisations])
    if since is not None:
        entries = entries.filter(at__gte=_moment(since))
    if until is not None:
        is_moment = isinstance(until, dt.datetime)
        entries = entries.filter(at__lt=_moment(until if is_moment else until + dt.timedelta(days=1)))
    return entries.order_by("at", "pk")


def measure(
    *,
    verb: str | Collection[str],
    organisations: Collection[Any] | None = None,
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Measure:
    """Return the figure that `entries_for_measure` lists."""
    entries = entries_for_measure(verb=verb, organisations=organisations, since=since, until=until)
    figures = entries.order_by().aggregate(quantity=Sum("quantity"), count=Count("pk"))
    return Measure(figures["quantity"] or Decimal(0), figures["count"])


def trace_of(obj: models.Model) -> Trace:
    """Return the story of an object, up and down, in two queries; a cycle ends where it closes."""
    ref = ref_of(obj)
    up = _walk(ref.kind, ref.key, near="target", far="source")
    down = _walk(ref.kind, ref.key, near="source", far="target")
    return Trace(up, down)


def verify_chain() -> ChainReport:
    """Recompute every hash from the first entry and report the first one that was altered or is missing."""
    unsealed = Entry.objects.filter(position=None).count()
    expected, previous = 1, ""
    for entry in Entry.objects.exclude(position=None).order_by("position").iterator(chunk_size=2000):
        if entry.position != expected:
            return ChainReport(expected - 1, unsealed, expected, "missing")
        if entry.previous_hash != previous or entry.hash != digest(entry, expected, previous):
            return ChainReport(expected - 1, unsealed, expected, "altered")
        expected, previous = expected + 1, entry.hash
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    if (head.position, head.hash) != (expected - 1, previous):
        return ChainReport(expected - 1, unsealed, expected, "missing")
    return ChainReport(expected - 1, unsealed)


def _moment(value: dt.date) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime.combine(value, dt.time(), tzinfo=PARIS)


def _walk(kind: str, key: str, *, near: str, far: str) -> list[Step]:
    # UNION (not UNION ALL) drops links already met: the walk ends even when links go round.
    # Only our own column names are put into the text.
    sql = f"""
        WITH RECURSIVE met(id, kind, key) AS (
            SELECT id, {far}_kind, {far}_key FROM journal_tracelink
             WHERE {near}_kind = %s AND {near}_key = %s
            UNION
            SELECT link.id, link.{far}_kind, link.{far}_key FROM journal_tracelink link
              JOIN met ON link.{near}_kind = met.kind AND link.{near}_key = met.key
        )
        SELECT id FROM met LIMIT {_TRACE_BOUND}
    """  # noqa: S608
    links = list(TraceLink.objects.filter(pk__in=RawSQL(sql, [kind, key])).order_by("at", "pk"))  # noqa: S611
    return _by_distance(links, (kind, key), near=near, far=far)


def _by_distance(links: list[TraceLink], start: tuple[str, str], *, near: str, far: str) -> list[Step]:
    steps: list[Step] = []
    waiting, frontier, depth = links, {start}, 1
    while waiting and frontier:
        reached = [link for link in waiting if _end(link, near) in frontier]
        steps += [Step(link, depth) for link in reached]
        waiting = [link for link in waiting if _end(link, near) not in frontier]
        frontier = {_end(link, far) for link in reached}
        depth += 1
    return steps


def _end(link: TraceLink, side: str) -> tuple[str, str]:
    return getattr(link, f"{side}_kind"), getattr(link, f"{side}_key")
