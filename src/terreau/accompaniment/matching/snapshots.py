"""What is stored of a match, so that the list shown that day can be shown again, exactly."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from terreau.accompaniment.matching.evaluate import Card, rank
from terreau.accompaniment.matching.inputs import Criterion, NeedInput, OfferInput

# Raise it when the meaning of a criterion or of the order changes. 2: the words of the need count.
# 3: absences, pauses, the limit over 30 days, reachable teams, and what was checked in time.
RULES_VERSION = 3
DAYS = ("valid_from", "valid_until", "away_until", "paused_until")
ADDED = ("relevance", "recent", "monthly", "reachable", "fresh")


def seed_for(need_key: int, on: dt.date) -> str:
    """Return the seed of the draw between equals: one a day and a need, so that nobody is always first."""
    return f"{on.isoformat()}:{need_key}"


def capture(
    cards: Sequence[Card],
    need: NeedInput,
    facts: Mapping[str, Any],
    *,
    seed: str,
    overrides: Mapping[int, tuple[str, str]] | None = None,
) -> dict[str, Any]:
    """Return what a snapshot stores: facts (with need and offers as read that day) and result.

    `overrides` says, by offer, what people decided beyond the rules, and why.
    """
    return {
        "rules_version": RULES_VERSION,
        "seed": seed,
        "facts": {
            "facts": dict(facts),
            "need": _write_need(need),
            "offers": [_write_offer(card.offer) for card in cards],
            "overrides": {str(key): list(said) for key, said in (overrides or {}).items()},
        },
        "result": [
            {
                "offer": card.offer.key,
                "team": card.offer.team,
                "verdict": card.verdict.value,
                "order": list(card.order),
                "criteria": [[line.kind, line.fact, line.truth.value] for line in card.lines],
            }
            for card in cards
        ],
    }


def replay(stored: Mapping[str, Any], *, seed: str) -> list[Card]:
    """Return the cards of that day from what the snapshot stored under `facts`."""
    offers: Iterable[OfferInput] = [_read_offer(row) for row in stored["offers"]]
    return rank(offers, _read_need(stored["need"]), stored["facts"], seed=seed)


def overrides_in(stored: Mapping[str, Any]) -> dict[int, tuple[str, str]]:
    """Return, by offer, what people had decided on that day, and why; the first lists had none."""
    return {int(key): (kind, reason) for key, (kind, reason) in stored.get("overrides", {}).items()}


def _write_need(need: NeedInput) -> dict[str, Any]:
    return {
        "key": need.key,
        "subject": need.subject,
        "stage": need.stage,
        "perimeters": None
        if need.perimeters is None
        else [[key, depth] for key, depth in sorted(need.perimeters.items())],
        "on": need.on.isoformat(),
    }


def _read_need(row: Mapping[str, Any]) -> NeedInput:
    pairs = row["perimeters"]
    return NeedInput(
        key=row["key"],
        subject=row["subject"],
        stage=row["stage"],
        perimeters=None if pairs is None else dict(pairs),
        on=dt.date.fromisoformat(row["on"]),
    )


def _write_offer(offer: OfferInput) -> dict[str, Any]:
    return {
        "key": offer.key,
        "team": offer.team,
        "organisation": offer.organisation,
        "title": offer.title,
        "perimeter": offer.perimeter,
        "perimeter_name": offer.perimeter_name,
        "subjects": list(offer.subjects),
        "stages": list(offer.stages),
        "criteria": [criterion.write() for criterion in offer.criteria],
        "capacity": offer.capacity,
        "load": offer.load,
        "relevance": offer.relevance,
        "recent": offer.recent,
        "monthly": offer.monthly,
        "reachable": offer.reachable,
        "fresh": offer.fresh,
        **{name: _write_day(getattr(offer, name)) for name in DAYS},
    }


def _read_offer(row: Mapping[str, Any]) -> OfferInput:
    days: dict[str, Any] = {name: _read_day(row.get(name)) for name in DAYS}
    # What the first snapshots did not store yet had no part in their list.
    added = {name: row[name] for name in ADDED if name in row}
    return OfferInput(
        **{key: row[key] for key in ("key", "team", "organisation", "title", "perimeter", "perimeter_name")},
        subjects=tuple(row["subjects"]),
        stages=tuple(row["stages"]),
        criteria=tuple(Criterion.read(criterion) for criterion in row["criteria"]),
        capacity=row["capacity"],
        load=row["load"],
        **added,
        **days,
    )


def _write_day(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _read_day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None
