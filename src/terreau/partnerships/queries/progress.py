"""What has been done of a commitment, counted in the journal, with the list behind the figure."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.directory.models import Offer
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.kernel.typography import date_in_words, number
from terreau.partnerships.enums import EVIDENCE_VERB, CharterState, Recurrence
from terreau.partnerships.models import Charter, Commitment


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
            return _plain(self.done)
        return _("%(done)s sur %(target)s") % {"done": _plain(self.done), "target": _plain(self.target)}

    @property
    def sentence(self) -> str:
        """The count in a sentence, with its days."""
        if self.since is None:
            return _("Comptera à partir de l’entrée en vigueur de la charte.")
        facts = {
            "figure": self.figure,
            "unit": self.unit or ngettext("réalisation", "réalisations", int(self.target or self.done)),
            "since": date_in_words(self.since),
        }
        if self.until is not None:
            text = _("%(figure)s %(unit)s, du %(since)s au %(until)s.")
            return text % {**facts, "until": date_in_words(self.until)}
        return _("%(figure)s %(unit)s depuis le %(since)s.") % facts


def progress_of(commitment: Commitment) -> Progress:
    """Return what has been done of one commitment, by its party and the subsidiaries named in the charter."""
    return progress_for([commitment])[commitment.pk]


def progress_for(commitments: Collection[Commitment]) -> dict[int, Progress]:
    """Return what has been done of several commitments, in one query on the journal.

    Reads `commitment.charter` and `charter.parties`: prefetch them.
    """
    conditions = {one.pk: found for one in commitments if (found := _condition(one)) is not None}
    figures = {}
    if conditions:
        totals = {f"done_{pk}": Sum("quantity", filter=found) for pk, found in conditions.items()}
        counts = {f"count_{pk}": Count("pk", filter=found) for pk, found in conditions.items()}
        figures = Entry.objects.filter(_anything(commitments)).aggregate(**totals, **counts)
    return {one.pk: _progress(one, figures) for one in commitments}


def entries_behind(commitment: Commitment) -> QuerySet[Entry]:
    """Return the journal entries that a commitment's figure adds up, newest first."""
    condition = _condition(commitment)
    if condition is None:
        return Entry.objects.none()
    return Entry.objects.filter(condition).order_by("-at", "-pk")


def promised_delay(offer: Offer) -> int | None:
    """Return the delay, in business days, that a charter in force promises for the answers of an offer."""
    promised = Commitment.objects.filter(
        offers=offer, delay_days__isnull=False, charter__state=CharterState.IN_FORCE
    )
    return promised.aggregate(least=Min("delay_days"))["least"]


def _plain(value: Decimal) -> str:
    """Write a count without the decimals it does not have."""
    return number(int(value) if value == int(value) else value)


def _progress(commitment: Commitment, figures: dict) -> Progress:
    since, until = _window(commitment)
    charter = commitment.charter
    done = figures.get(f"done_{commitment.pk}") or Decimal(0)
    return Progress(
        done=done,
        count=figures.get(f"count_{commitment.pk}") or 0,
        target=commitment.target,
        since=since,
        until=until,
        unit=commitment.unit,
        late=commitment.due_on is not None and commitment.due_on < clock.today(),
        closed=charter.ended_on is not None,
    )


def _window(commitment: Commitment) -> tuple[dt.date | None, dt.date | None]:
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
    counted &= Q(at__gte=_start(since))
    if until is not None:
        counted &= Q(at__lt=_start(until + dt.timedelta(days=1)))
    return counted


def _anything(commitments: Iterable[Commitment]) -> Q:
    """Return what narrows the journal to the entries that any of the commitments may count."""
    verbs = {EVIDENCE_VERB, *(one.indicator_verb for one in commitments if one.indicator_verb)}
    organisations = {pk for one in commitments for pk in _organisations(one)}
    return Q(verb__in=verbs, organisation__in=organisations)


def _organisations(commitment: Commitment) -> list[int]:
    """Return the party's organisation and those of its subsidiaries named in the charter."""
    charter: Charter = commitment.charter
    return [
        party.organisation_id
        for party in charter.parties.all()
        if commitment.party_id in (party.pk, party.parent_id)
    ]


def _start(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), tzinfo=clock.PARIS)
