"""The follow-up desk: seven queues, what arrived and what left since the officer's last visit.

Whatever the number of projects, the page asks a handful of questions: one ranks what stands in all seven
queues and counts it, one does the same for what left, and three read the lines that are shown.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import CharField, F, QuerySet, Value
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries import queues as demands
from terreau.portal.queries import lines
from terreau.portal.queries.lines import Line
from terreau.projects.models import Need, Project
from terreau.projects.queries import queues as files

SHOWN = 5
ROWS_ON_A_PAGE = 25
NAMES: dict[Any, tuple[str, ...]] = {
    # read with each object, for what its line says
    Project: ("owner",),
    Need: ("subject", "project"),
    Referral: ("need__subject", "team__organisation", "project"),
}
Since = Callable[[dt.datetime], QuerySet[Any]]


@dataclass(frozen=True)
class Kind:
    """One queue: its words, what it is made of, and how a line of it is written."""

    key: str
    title: Any
    teaching: Any
    model: Any
    standing: Since
    left: Since
    write: Callable[[Any, dt.datetime], Line]


KINDS = (
    Kind(
        "a-qualifier",
        _("À qualifier"),
        _("Tout est lu. Un nouveau projet arrive ici dès qu’il est proposé."),
        Project,
        files.unread,
        files.read_since,
        lambda project, _moment: lines.to_read(project),
    ),
    Kind(
        "sans-offre",
        _("Sans offre"),
        _("Chaque besoin a sa proposition."),
        Need,
        demands.needs_without_offer,
        demands.needs_served_since,
        lambda need, _moment: lines.to_match(need),
    ),
    Kind(
        "sans-reponse",
        _("Sans réponse"),
        _("Aucun organisme n’est en retard."),
        Referral,
        demands.late_answers,
        demands.answered_since,
        lambda referral, _moment: lines.late(referral),
    ),
    Kind(
        "revenus",
        _("Revenus"),
        _("Aucune demande déclinée ou restée sans réponse n’attend votre décision."),
        Referral,
        demands.returned,
        demands.decided_since,
        lambda referral, _moment: lines.came_back(referral),
    ),
    Kind(
        "sans-nouvelles",
        _("Sans nouvelles"),
        _("Chaque porteur a donné signe de vie depuis six semaines."),
        Project,
        files.silent,
        files.heard_since,
        lines.silent,
    ),
    Kind(
        "bientot",
        _("Se termine bientôt"),
        _("Aucune page publique, aucune pause ne finit dans le mois."),
        Project,
        files.ending,
        files.prolonged_since,
        lines.ending,
    ),
    Kind(
        "bilans",
        _("Bilans qui se contredisent"),
        _("Porteurs et organismes disent la même chose."),
        Referral,
        demands.disagreements,
        demands.settled_since,
        lines.disputed,
    ),
)


@dataclass(frozen=True)
class Queue:
    """A queue as the desk shows it: the first lines, and the counts of the whole."""

    key: str
    title: str
    teaching: str
    lines: list[Line] = field(default_factory=list)
    gone: list[Line] = field(default_factory=list)
    count: int = 0
    arrived: int = 0
    left: int = 0

    @property
    def others(self) -> int:
        return self.count - len(self.lines)

    @property
    def others_gone(self) -> int:
        return self.left - len(self.gone)


class Row(NamedTuple):
    """One ranked row: of which queue, which object, since when, whether it is new, and the counts."""

    queue: str
    key: int
    moment: dt.datetime
    is_new: bool
    total: int
    fresh: int


def followup(since: dt.datetime) -> list[Queue]:
    """Return the seven queues, with what arrived and what left since a moment."""
    standing = _ranked({kind.key: kind.standing(since) for kind in KINDS})
    left = _ranked({kind.key: _departures(kind, since) for kind in KINDS}, newest_first=True)
    found = _read([*standing, *left])
    return [_queue(kind, standing, left, found) for kind in KINDS]


def kind_of(key: str) -> Kind | None:
    """Return a queue by its key."""
    return next((kind for kind in KINDS if kind.key == key), None)


def whole_queue(kind: Kind, since: dt.datetime, number: Any, *, gone: bool) -> Page:
    """Return one page of the lines of a queue, or of what left it."""
    rows = kind.left(since).order_by("-left_at", "-pk") if gone else kind.standing(since)
    page = Paginator(rows.select_related(*NAMES[kind.model]), ROWS_ON_A_PAGE).get_page(number)
    page.object_list = [_line(kind, row, gone=gone) for row in page]
    return page


def how_many_left(kind: Kind, since: dt.datetime) -> int:
    """Count what left a queue."""
    return kind.left(since).count()


def _queue(kind: Kind, standing: list[Row], left: list[Row], found: dict[Any, Any]) -> Queue:
    here = [row for row in standing if row.queue == kind.key]
    gone = [row for row in left if row.queue == kind.key]
    return Queue(
        key=kind.key,
        title=str(kind.title),
        teaching=str(kind.teaching),
        lines=[_shown(kind, row, found) for row in here],
        gone=[_gone(kind, row, found) for row in gone],
        count=here[0].total if here else 0,
        arrived=here[0].fresh if here else 0,
        left=gone[0].total if gone else 0,
    )


def _shown(kind: Kind, row: Row, found: dict[Any, Any]) -> Line:
    line = kind.write(found[kind.model, row.key], row.moment)
    return replace(line, is_new=row.is_new, moment=row.moment)


def _gone(kind: Kind, row: Row, found: dict[Any, Any]) -> Line:
    return _departed(found[kind.model, row.key], row.moment)


def _line(kind: Kind, found: Any, *, gone: bool) -> Line:
    if gone:
        return _departed(found, found.left_at)
    return replace(kind.write(found, found.moment), is_new=bool(found.is_new), moment=found.moment)


def _departed(found: Any, moment: dt.datetime) -> Line:
    """What left leads to its file: there it is told what became of it."""
    project = found if isinstance(found, Project) else found.project
    subject = "" if isinstance(found, Project) else (found if isinstance(found, Need) else found.need).subject
    return Line(project.title, str(subject), lines.file_of(project), moment=moment)


def _departures(kind: Kind, since: dt.datetime) -> QuerySet[Any]:
    return kind.left(since).annotate(moment=F("left_at"), is_new=Value(0))


def _ranked(parts: dict[str, QuerySet[Any]], *, newest_first: bool = False) -> list[Row]:
    """Return the first rows of each queue with the counts of the whole, in one query."""
    named = [
        rows.order_by()
        .annotate(queue=Value(name, CharField()), key=F("pk"))
        .values("queue", "key", "moment", "is_new")
        for name, rows in parts.items()
    ]
    union, parameters = named[0].union(*named[1:], all=True).query.sql_with_params()
    order = "moment DESC, key DESC" if newest_first else "moment, key"
    # Only our own column names and Django's own SELECT are put into the text.
    sql = (
        "SELECT queue, key, moment, is_new, total, fresh FROM (SELECT queue, key, moment, is_new, "  # noqa: S608
        f"ROW_NUMBER() OVER (PARTITION BY queue ORDER BY {order}) AS place, "
        "COUNT(*) OVER (PARTITION BY queue) AS total, "
        "SUM(is_new) OVER (PARTITION BY queue) AS fresh "
        f"FROM ({union}) AS standing) AS ranked WHERE place <= %s ORDER BY queue, place"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*parameters, SHOWN])
        return [
            Row(queue, key, _aware(moment), bool(is_new), total, int(fresh))
            for queue, key, moment, is_new, total, fresh in cursor.fetchall()
        ]


def _aware(moment: Any) -> dt.datetime:
    """SQLite gives a moment of a query of our own as text, in UTC."""
    if isinstance(moment, str):
        moment = parse_datetime(moment)
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def _read(rows: Iterable[Row]) -> dict[Any, Any]:
    """Read what the rows are about: one query for each kind of object."""
    models = {kind.key: kind.model for kind in KINDS}
    keys: dict[Any, set[int]] = {}
    for row in rows:
        keys.setdefault(models[row.queue], set()).add(row.key)
    return {
        (model, one.pk): one
        for model, wanted in keys.items()
        for one in model.objects.select_related(*NAMES[model]).filter(pk__in=wanted)
    }
