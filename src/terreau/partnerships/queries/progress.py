"""What has been done of a commitment, counted in the journal, with the list behind the figure."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django.db.models import Case, Count, Min, Q, QuerySet, Sum, Value, When
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from terreau.directory.models import Offer
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.prepared import Prepared, prepared
from terreau.kernel.typography import date_in_words, number
from terreau.partnerships.enums import EVIDENCE_VERB, CharterState, Recurrence
from terreau.partnerships.models import Charter, Commitment

# The first and the last day that count; none before the charter is in force, no last day without a term.
Window = tuple[dt.date | None, dt.date | None]


@dataclass(frozen=True)
class Progress:
    """How far a commitment is kept, over which days, in words."""

    done: Decimal
    count: int
    target: Decimal | None
    since: dt.date | None
    until: dt.date | None
    unit: str
    late: bool
    closed: bool

    @property
    def started(self) -> bool:
        return self.since is not None

    @property
    def goal(self) -> Decimal:
        """The figure that keeps the promise; one thing done keeps a promise without a figure."""
        return self.target if self.target is not None else Decimal(1)

    @property
    def kept(self) -> bool:
        return self.started and self.done >= self.goal

    @property
    def tone(self) -> str:
        """The tone of the badge: never the only sign of the state."""
        if self.kept:
            return "leaf"
        if not self.started:
            return "neutral"
        return "brick" if self.late or self.closed else "water"

    @property
    def label(self) -> str:
        """The state in one word."""
        if not self.started:
            return _("À venir")
        if self.kept:
            return _("Tenu")
        if self.closed:
            return _("Non tenu") if self.done == 0 else _("Partiellement tenu")
        return _("En retard") if self.late else _("En cours")

    @property
    def figure(self) -> str:
        """The count, against its target when there is one."""
        if self.target is None:
            return plain(self.done)
        return _("%(done)s sur %(target)s") % {"done": plain(self.done), "target": plain(self.target)}

    @property
    def sentence(self) -> str:
        """The count in a sentence, with its days."""
        if self.since is None:
            return _("Comptera à partir de l’entrée en vigueur de la charte.")
        facts = {
            "figure": self.figure,
            "unit": capfirst(self.unit or _("réalisations")),
            "since": date_in_words(self.since),
        }
        if self.until is not None:
            text = _("%(unit)s : %(figure)s, du %(since)s au %(until)s.")
            return text % {**facts, "until": date_in_words(self.until)}
        return _("%(unit)s : %(figure)s depuis le %(since)s.") % facts


def progress_of(commitment: Commitment) -> Progress:
    """Return what has been done of one commitment, by its party and the subsidiaries named in the charter."""
    return progress_for([commitment])[commitment.pk]


def progress_for(commitments: Collection[Commitment]) -> dict[int, Progress]:
    """Return what has been done of several commitments, in one query on the journal.

    Reads `commitment.charter` and `charter.parties`: prefetch them.
    """
    windows = {one.pk: window for one in commitments if (window := _window(one))[0] is not None}
    tallies = _tallies(commitments, list(dict.fromkeys(windows.values()))) if windows else []
    return {one.pk: _progress(one, tallies) for one in commitments}


@dataclass(frozen=True)
class _Tally:
    """What the journal holds of one kind of deed in one window of days."""

    window: Window
    verb: str
    organisation: int
    evidence_of: str
    done: Decimal
    count: int

    def counts_for(self, commitment: Commitment) -> bool:
        """Say the same as `_condition`: evidence of this promise, or a deed that its indicator counts."""
        if self.window != _window(commitment):
            return False
        if self.evidence_of == str(commitment.pk):
            return True
        return self.verb == commitment.indicator_verb and self.organisation in _organisations(commitment)


def _tallies(commitments: Collection[Commitment], windows: list[Window]) -> list[_Tally]:
    """Add the journal up by deed and by window, in one query.

    The windows are few (the charter's life, the year): one sum for each of them and for each deed is read,
    where a sum for each commitment takes longer to write than the database takes to answer.
    """
    # What narrows the journal to the entries that any of the commitments may count.
    verbs = {EVIDENCE_VERB, *(one.indicator_verb for one in commitments if one.indicator_verb)}
    organisations = {pk for one in commitments for pk in _organisations(one)}
    rows = _deeds_within(tuple(windows))(verbs=sorted(verbs), organisations=sorted(organisations))
    return [
        _Tally(
            window,
            row["verb"],
            row["organisation"],
            row["evidence_of"],
            row[f"done_{index}"] or Decimal(0),
            row[f"count_{index}"],
        )
        for row in rows
        for index, window in enumerate(windows)
    ]


@lru_cache(maxsize=100)
def _deeds_within(windows: tuple[Window, ...]) -> Prepared:
    """Return the query that adds the journal up in some windows: those of a charter stay for a year."""
    evidence = Q(verb=EVIDENCE_VERB, target_kind=Commitment._meta.label_lower)
    deed = Case(When(evidence, then="target_key"), default=Value(""))
    sums: dict[str, Any] = {}
    for index, window in enumerate(windows):
        sums[f"done_{index}"] = Sum("quantity", filter=_within(*window))
        sums[f"count_{index}"] = Count("pk", filter=_within(*window))

    @prepared
    def deeds(verbs: Any, organisations: Any) -> QuerySet[Any]:
        seen = Entry.objects.filter(verb__in=verbs, organisation__in=organisations)
        return seen.values("verb", "organisation", evidence_of=deed).annotate(**sums).order_by()

    return deeds


def entries_behind(commitment: Commitment) -> QuerySet[Entry]:
    """Return the journal entries that a commitment's figure adds up, newest first."""
    condition = _condition(commitment)
    if condition is None:
        return Entry.objects.none()
    return Entry.objects.filter(condition).order_by("-at", "-pk")


def day_of(entry: Entry) -> dt.date:
    """Return the day that an entry counts for: when the thing was done, or when it was written."""
    done_on = entry.data.get("on") if entry.verb == EVIDENCE_VERB else None
    return dt.date.fromisoformat(done_on) if done_on else entry.at.astimezone(clock.PARIS).date()


def promised_delay(offer: Offer) -> int | None:
    """Return the delay, in business days, that a charter in force promises for the answers of an offer."""
    promised = Commitment.objects.filter(
        offers=offer, delay_days__isnull=False, charter__state=CharterState.IN_FORCE
    )
    return promised.aggregate(least=Min("delay_days"))["least"]


def plain(value: Decimal) -> str:
    """Write a count without the decimals it does not have."""
    return number(int(value) if value == int(value) else value.normalize())


def _progress(commitment: Commitment, tallies: list[_Tally]) -> Progress:
    since, until = _window(commitment)
    charter = commitment.charter
    counted = [tally for tally in tallies if tally.counts_for(commitment)]
    return Progress(
        done=sum((tally.done for tally in counted), Decimal(0)),
        count=sum(tally.count for tally in counted),
        target=commitment.target,
        since=since,
        until=until,
        unit=commitment.unit,
        late=commitment.due_on is not None and commitment.due_on < clock.today(),
        closed=charter.ended_on is not None,
    )


def _window(commitment: Commitment) -> Window:
    """Return the first and the last day that count: the charter's life, or this year of it."""
    charter = commitment.charter
    if charter.in_force_from is None:
        return None, None
    since, until = charter.in_force_from, charter.ended_on or charter.in_force_until
    if commitment.recurrence == Recurrence.YEARLY:
        day = min(clock.today(), until) if until else clock.today()
        since = max(since, dt.date(day.year, 1, 1))
        until = min(until or dt.date.max, dt.date(day.year, 12, 31))
    return since, until


def _condition(commitment: Commitment) -> Q | None:
    since, until = _window(commitment)
    if since is None:
        return None
    counted = Q(verb=EVIDENCE_VERB, target_kind=Commitment._meta.label_lower, target_key=str(commitment.pk))
    if commitment.indicator_verb:
        counted |= Q(verb=commitment.indicator_verb, organisation__in=_organisations(commitment))
    return counted & _within(since, until)


def _within(since: dt.date | None, until: dt.date | None) -> Q:
    """Return what keeps the deeds of the days from the first to the last, in Paris time.

    An evidence counts for the day on which the thing was done, however late the town accepts it.
    """
    if since is None:  # nothing counts before the charter is in force
        return Q(pk__in=[])
    done, seen = Q(data__on__gte=since.isoformat()), Q(at__gte=_moment(since, dt.time.min))
    if until is not None:
        done &= Q(data__on__lte=until.isoformat())
        seen &= Q(at__lte=_moment(until, dt.time.max))
    return (Q(verb=EVIDENCE_VERB) & done) | (~Q(verb=EVIDENCE_VERB) & seen)


def _organisations(commitment: Commitment) -> list[int]:
    """Return the party's organisation and those of its subsidiaries named in the charter."""
    charter: Charter = commitment.charter
    return [
        party.organisation_id
        for party in charter.parties.all()
        if commitment.party_id in (party.pk, party.parent_id)
    ]


def _moment(day: dt.date, hour: dt.time) -> dt.datetime:
    return dt.datetime.combine(day, hour, tzinfo=clock.PARIS)
