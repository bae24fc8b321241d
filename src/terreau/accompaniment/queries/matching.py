"""Offers that may answer a need, explained: a few light queries, whatever the number of offers."""

import datetime as dt
import json
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, islice
from typing import Any

from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast

from terreau.accompaniment import matching
from terreau.accompaniment.matching import Card, Criterion, NeedInput, OfferInput, Question
from terreau.accompaniment.models import MatchSnapshot
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
    "perimeter__name",
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

    @cached_property
    def fitting(self) -> list[Card]:
        return [card for card in self.cards if card.is_fit]

    @cached_property
    def undecided(self) -> list[Card]:
        return [card for card in self.cards if card.is_undecided]

    @cached_property
    def refused(self) -> list[Card]:
        return [card for card in self.cards if card.is_refused]

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
    distances = perimeters_around(need)
    wanted = NeedInput(need.pk, need.subject.code, need.project.stage or None, distances, day)
    seed = matching.seed_for(need.pk, day)
    cards = matching.rank(candidates(need, distances, day), wanted, facts, seed=seed)
    return Match(wanted, facts, seed, cards, matching.next_question(cards))


def perimeters_around(need: Need) -> dict[int, int]:
    """Return every perimeter that holds the project's commune, with its distance."""
    commune = need.project.commune_id
    found = TerritoryClosure.objects.filter(descendant=commune).values_list("ancestor_id", "depth")
    return {commune: 0} | dict(found)


def candidates(need: Need, distances: dict[int, int], day: dt.date) -> list[OfferInput]:
    """Return the published offers on the subject that cover the commune, with their load and their words."""
    links = Offer.subjects.through.objects
    found = Offer.objects.filter(on_subject(need), state=OfferState.PUBLISHED, perimeter__in=list(distances))
    rows = list(found.annotate(rules=Cast("criteria", TextField())).order_by("pk").values_list(*FIELDS))
    keys = [row[0] for row in rows]
    subjects: dict[int, list[str]] = defaultdict(list)
    for offer, code in links.filter(offer__in=keys).values_list("offer_id", "subject__code"):
        subjects[offer].append(code)
    loads = loads_on(day, Offer.objects.filter(pk__in=keys))
    offers = [_read(row, subjects[row[0]], loads) for row in rows]
    steps = matching.relevances(meanings(words_of(need)), [(row[3], row[4]) for row in rows])
    return [
        replace(offer, relevance=step) if step else offer for offer, step in zip(offers, steps, strict=True)
    ]


def on_subject(need: Need) -> Q:
    """Keep the offers on the subject of a need, and those open to every subject."""
    mine = Offer.subjects.through.objects.filter(offer=OuterRef("pk"))
    return Q(Exists(mine.filter(subject=need.subject_id)) | ~Exists(mine))


def words_of(need: Need) -> str:
    """Return what the holder wrote that says what is looked for."""
    project: Project = need.project
    return f"{need.text} {project.title} {project.summary}"


def shown_on_that_day(snapshot: MatchSnapshot) -> list[Card]:
    """Return the list as it was shown, rebuilt from what the snapshot stored."""
    return matching.replay(snapshot.facts, seed=snapshot.seed)


def _read(row: tuple[Any, ...], subjects: list[str], loads: Loads) -> OfferInput:
    key, team, organisation, title, _summary, perimeter, place, stages, since, until, capacity, *more = row
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
