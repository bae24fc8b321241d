"""How well real-looking needs and searches find the offers that answer them, judged by hand."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from terreau.accompaniment import matching
from terreau.accompaniment.queries import match
from terreau.directory.models import Subject
from terreau.projects.models import Fact, Need
from terreau.search import actions as search_actions
from terreau.search.evaluation.measures import quality
from terreau.search.queries import Query, search
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory
from tests.factories.accompaniment import published_offer
from tests.factories.projects import FollowedProjectFactory
from tests.factories.territories import OperatorFactory, SceauxFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
LABELLED = Path(__file__).parent / "labelled"


def rows(name: str) -> list[dict]:
    return [json.loads(line) for line in (LABELLED / f"{name}.jsonl").read_text().splitlines()]


OFFERS, PROJECTS, SEARCHES = rows("offers"), rows("projects"), rows("searches")


@pytest.fixture
def town():
    """Return the labelled offers by name, published around Sceaux and elsewhere."""
    country = TerritoryFactory(kind=TerritoryKind.COUNTRY, code="FR", name="France")
    region = TerritoryFactory(kind=TerritoryKind.REGION, code="11", name="Île-de-France", inside=[country])
    department = TerritoryFactory(
        kind=TerritoryKind.DEPARTMENT, code="92", name="Hauts-de-Seine", inside=[region]
    )
    ept = TerritoryFactory(kind=TerritoryKind.EPT, code="200057966", name="Vallée Sud", inside=[department])
    places = {
        "country": country,
        "region": region,
        "department": department,
        "ept": ept,
        "commune": SceauxFactory(inside=[ept]),
        "lyon": TerritoryFactory(code="69123", name="Lyon", inside=[country]),
        "lille": TerritoryFactory(code="59350", name="Lille", inside=[country]),
    }
    OperatorFactory()
    offers = {}
    for row in OFFERS:
        facts = {name: row[name] for name in ("title", "summary", "stages", "criteria")}
        offers[row["id"]] = published_offer(*row["subjects"], perimeter=places[row["perimeter"]], **facts)
    return SimpleNamespace(offers=offers, names={one.pk: name for name, one in offers.items()})


def need_of(row: dict) -> Need:
    project = FollowedProjectFactory(
        title=row["title"],
        summary=row["need"],
        stage=row["stage"],
        legal_form=row["facts"].get("legal_form", ""),
        commune=Territory.objects.get(code="92071"),
    )
    for key, value in row["facts"].items():
        if key != "legal_form":
            Fact.objects.create(project=project, key=key, value=value, source="declared", recorded_by="x")
    return Need.objects.create(
        project=project, subject=Subject.objects.get(code=row["subject"]), text=row["need"]
    )


def test_the_set_is_large_enough_to_say_something():
    names = {row["id"] for row in OFFERS}

    assert len(PROJECTS) >= 60
    assert len(SEARCHES) >= 40
    assert all(set(row["answers"]) <= names for row in PROJECTS + SEARCHES)
    assert all(row["why"] for row in PROJECTS)
    subjects = {row["subject"] for row in PROJECTS}
    for subject in subjects:  # more candidates than a page of ten: the order counts
        assert sum(subject in row["subjects"] for row in OFFERS) > 10, subject


def test_needs_find_their_offers_among_the_first_ten(town):
    found = []
    for row in PROJECTS:
        cards = [card for card in match(need_of(row)).cards if not card.is_refused]
        found.append(([town.names[card.offer.key] for card in cards], dict.fromkeys(row["answers"], 1)))

    result = quality(found)

    assert result.recall >= 0.9, result
    assert not any(name in {"f-lyon", "l-lille"} for names, _judged in found for name in names)


def test_searches_find_their_offers_among_the_first_ten(town):
    search_actions.rebuild(kind="offer")

    found = []
    for row in SEARCHES:
        keys = search("offer", Query(text=row["text"], limit=10)).keys
        found.append(([town.names[key] for key in keys], dict.fromkeys(row["answers"], 1)))

    assert quality(found).recall >= 0.9, [
        (row["text"], names)
        for row, (names, judged) in zip(SEARCHES, found, strict=True)
        if not set(judged) <= set(names)
    ]


def undecided_after(asked: int, choose, offers, need, truth) -> int:
    """Return how many offers stay undecided once so many questions were answered with the truth."""
    facts: dict = {}
    for _n in range(asked):
        cards = matching.rank(offers, need, facts)
        fact = choose(cards, facts)
        if fact is None:
            break
        facts[fact] = truth[fact]
    return sum(card.is_undecided for card in matching.rank(offers, need, facts))


FORM_ORDER = ["amount_sought", "headcount", "employees", "has_premises", "postal_worker", "accounts_years"]
FORM_ORDER += ["campaign_ready", "legal_form"]
TRUTH = {
    "amount_sought": 9000,
    "headcount": 6,
    "employees": 1,
    "has_premises": False,
    "postal_worker": False,
    "accounts_years": 3,
    "campaign_ready": True,
    "legal_form": "association",
}


def greedy(cards, _facts):
    question = matching.next_question(cards)
    return question.fact if question else None


def form_order(_cards, facts):
    return next((fact for fact in FORM_ORDER if fact not in facts), None)


@pytest.mark.parametrize("subject", ["financement", "local", "numerique"])
def test_the_best_question_halves_the_undecided_offers_at_least_as_fast_as_the_form(town, subject):
    row = next(row for row in PROJECTS if row["subject"] == subject)
    need = need_of(row | {"facts": {}})
    found = match(need)
    offers = [card.offer for card in found.cards]
    start = undecided_after(0, greedy, offers, found.need, TRUTH)

    def questions_to_halve(choose):
        return next(
            n for n in range(20) if undecided_after(n, choose, offers, found.need, TRUTH) <= start / 2
        )

    assert start >= 1
    assert questions_to_halve(greedy) <= questions_to_halve(form_order)
