"""Offers that may answer a need, explained: a few light queries, whatever the number of offers."""

import datetime as dt
import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any

from django.db.models import Case, Max, OuterRef, Q, QuerySet, Subquery, TextField, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import GreaterThan

from terreau.accompaniment import matching
from terreau.accompaniment.matching import Card, Criterion, NeedInput, OfferInput, Question, Truth
from terreau.accompaniment.models import MatchOverride, MatchSnapshot
from terreau.accompaniment.queries.loads import Loads, loads_on
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer
from terreau.directory.models.offers import is_fresh
from terreau.kernel import clock
from terreau.projects import queries as project_queries
from terreau.projects.models import Need, Project
from terreau.search.queries import meanings
from terreau.territories.models import TerritoryClosure

# A page shows so many offers of each verdict; the others are counted, and kept in the snapshot.
SHOWN = 30
FIELDS: tuple[str, ...] = (
    "pk",
    "team_id",
    "team__organisation_id",
    "title",
    "summary",
    "perimeter_id",
)
FIELDS += ("stages", "valid_from", "valid_until", "capacity", "rules")
FIELDS += ("monthly_capacity", "paused_until", "verified_on", "check_every")


@dataclass(frozen=True)
class Match:
    """The explained offers of one need on one day, in order, with the question worth asking."""

    need: NeedInput
    facts: dict[str, Any]
    seed: str
    cards: list[Card]
    question: Question | None
    # What people of the town decided beyond the rules, by offer.
    overrides: dict[int, MatchOverride] = field(default_factory=dict)

    @cached_property
    def fitting(self) -> list[Card]:
        return self._settled(Truth.YES)

    @cached_property
    def undecided(self) -> list[Card]:
        return self._settled(Truth.UNKNOWN)

    @cached_property
    def refused(self) -> list[Card]:
        return self._settled(Truth.NO)

    def verdict_on(self, offer: int) -> Truth:
        """Return what counts for an offer: what somebody decided, else its rules; absent means no."""
        card = self.card_of(offer)
        return Truth.NO if card is None else self._verdict(card)

    def card_of(self, offer: int) -> Card | None:
        """Return the explanation of an offer; None when it is not about this need at all."""
        return next((card for card in self.cards if card.offer.key == offer), None)

    def _settled(self, verdict: Truth) -> list[Card]:
        return [card for card in self.cards if self._verdict(card) is verdict]

    def _verdict(self, card: Card) -> Truth:
        override = self.overrides.get(card.offer.key)
        return matching.settled(card, override.kind if override else None)

    @cached_property
    def shown(self) -> dict[str, list[Card]]:
        """The cards of a page, by verdict."""
        parts = {"fitting": self.fitting, "undecided": self.undecided, "refused": self.refused}
        return {name: list(islice(cards, SHOWN)) for name, cards in parts.items()}

    @property
    def hidden(self) -> int:
        """How many cards a page leaves out."""
        return len(self.cards) - sum(map(len, self.shown.values()))

    @cached_property
    def offers(self) -> dict[int, Offer]:
        """The rows behind the cards of a page, by number."""
        keys = [card.offer.key for card in chain.from_iterable(self.shown.values())]
        return Offer.objects.select_related("team__organisation", "perimeter").in_bulk(keys)


def match(need: Need, on: dt.date | None = None) -> Match:
    """Evaluate the offers for a need; nothing is written."""
    day = on or clock.today()
    facts = project_queries.facts_of(need.project, day)
    around = perimeters_around(need)
    distances = {key: distance for key, (distance, _name) in around.items()}
    wanted = NeedInput(need.pk, need.subject.code, need.project.stage or None, distances, day)
    seed = matching.seed_for(need.pk, day)
    overrides = overrides_of(need)
    cards = matching.rank(candidates(need, around, day, overrides), wanted, facts, seed=seed)
    question = matching.next_question([card for card in cards if card.offer.key not in overrides])
    return Match(wanted, facts, seed, cards, question, overrides)


def overrides_of(need: Need) -> dict[int, MatchOverride]:
    """Return what people of the town decided for a need beyond the rules, by offer."""
    found = MatchOverride.objects.filter(need=need, undone_at=None).select_related("made_by")
    return {override.offer_id: override for override in found}


def judge_one(need: Need, offer: Offer, on: dt.date | None = None) -> Card:
    """Read one offer for a need, were it about another subject or another place."""
    day = on or clock.today()
    distances = {key: distance for key, (distance, _name) in perimeters_around(need).items()}
    wanted = NeedInput(need.pk, need.subject.code, need.project.stage or None, distances, day)
    loads = loads_on(day, Offer.objects.filter(pk=offer.pk))
    return matching.evaluate(loads.read(offer), wanted, project_queries.facts_of(need.project, day))


def perimeters_around(need: Need) -> dict[int, tuple[int, str]]:
    """Return every perimeter that holds the project's commune, with its distance and its name."""
    rows = TerritoryClosure.objects.filter(descendant=need.project.commune_id)
    found = rows.values_list("ancestor_id", "depth", "ancestor__name")
    return {key: (depth, name) for key, depth, name in found}


def candidates(
    need: Need, around: dict[int, tuple[int, str]], day: dt.date, chosen: Collection[int] = ()
) -> list[OfferInput]:
    """Return the published offers on the subject that cover the commune, with their load and their words.

    Those that somebody chose are there whatever their subject and their place.
    """
    links = Offer.subjects.through.objects
    # The names of the perimeters are known: to join them, PostgreSQL reads every territory of France.
    names = {key: name for key, (_distance, name) in around.items()}
    published = Offer.objects.filter(state=OfferState.PUBLISHED)
    rows = _rows(published.filter(on_subject(need), perimeter__in=list(around)))
    if chosen:
        elsewhere = published.filter(pk__in=list(chosen)).exclude(pk__in=[row[0] for row in rows])
        rows += _rows(elsewhere)
        names |= dict(elsewhere.values_list("perimeter_id", "perimeter__name"))
    keys = [row[0] for row in rows]
    subjects: dict[int, list[str]] = defaultdict(list)
    for offer, code in links.filter(offer__in=keys).values_list("offer_id", "subject__code"):
        subjects[offer].append(code)
    loads = loads_on(day, Offer.objects.filter(pk__in=keys))
    offers = [_read(row, names[row[5]], subjects[row[0]], loads) for row in rows]
    steps = matching.relevances(meanings(words_of(need)), [(row[3], row[4]) for row in rows])
    return [
        replace(offer, relevance=step) if step else offer for offer, step in zip(offers, steps, strict=True)
    ]


def _rows(offers: QuerySet[Offer]) -> list[tuple[Any, ...]]:
    return list(offers.annotate(rules=Cast("criteria", TextField())).order_by("pk").values_list(*FIELDS))


def on_subject(need: Need) -> Q:
    """Keep the offers on the subject of a need, and those open to every subject.

    One question an offer, which its index answers; for two EXISTS, PostgreSQL reads the subjects of all.
    """
    mine: Any = Offer.subjects.through.objects.filter(offer=OuterRef("pk")).order_by().values("offer")
    is_mine = Max(Case(When(subject=need.subject_id, then=1), default=0))
    return Q(GreaterThan(Coalesce(Subquery(mine.annotate(is_mine=is_mine).values("is_mine")), 1), 0))


def words_of(need: Need) -> str:
    """Return what the holder wrote that says what is looked for."""
    project: Project = need.project
    return f"{need.text} {project.title} {project.summary}"


def shown_on_that_day(snapshot: MatchSnapshot) -> list[Card]:
    """Return the list as it was shown, rebuilt from what the snapshot stored."""
    return matching.replay(snapshot.facts, seed=snapshot.seed)


def _read(row: tuple[Any, ...], place: str, subjects: list[str], loads: Loads) -> OfferInput:
    key, team, organisation, title, _summary, perimeter, stages, since, until, capacity, *more = row
    rules, monthly, paused_until, verified_on, check_every = more
    return OfferInput(
        key=key,
        team=team,
        organisation=organisation,
        title=title,
        perimeter=perimeter,
        perimeter_name=place,
        subjects=tuple(sorted(subjects)),
        stages=tuple(stages),
        criteria=_criteria(rules),
        valid_from=since,
        valid_until=until,
        capacity=capacity,
        load=loads.open.get(key, 0),
        recent=loads.recent.get(key, 0),
        monthly=monthly,
        away_until=loads.away_until.get(team),
        paused_until=paused_until,
        reachable=team not in loads.unreachable,
        fresh=is_fresh(verified_on, check_every, loads.day),
    )


@lru_cache(maxsize=4096)
def _criteria(rules: str) -> tuple[Criterion, ...]:
    """Read the rules of an offer, once for each way they are written: never stale, whoever changed them."""
    return tuple(_criterion(json.dumps(row, sort_keys=True)) for row in json.loads(rules))


@lru_cache(maxsize=20_000)
def _criterion(rule: str) -> Criterion:
    """Read one rule; offers with the same rule share it, and it is judged once."""
    return Criterion.read(json.loads(rule))
