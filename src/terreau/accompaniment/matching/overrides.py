"""What a person decides beyond the rules: when it makes sense, and what it contradicts. Pure."""

from typing import Any

from terreau.accompaniment.enums import OverrideKind
from terreau.accompaniment.matching.evaluate import Card
from terreau.accompaniment.matching.lines import CAPACITY, VALIDITY, Line
from terreau.kernel.truth import Truth

# Doors that no decision opens: the team has no room, or the offer is not open on the day.
CLOSED = frozenset({CAPACITY, VALIDITY})


def possible(card: Card) -> tuple[OverrideKind, ...]:
    """Return what somebody may decide of an offer, beside what its rules say."""
    if card.is_refused:
        return () if closed(card) else (OverrideKind.ADD,)
    if card.is_undecided:
        return (OverrideKind.CONFIRM, OverrideKind.REMOVE)
    return (OverrideKind.REMOVE,)


def settled(card: Card, kind: str | None) -> Truth:
    """Return what counts once somebody decided; None: nobody did, the rules count."""
    if kind is None:
        return card.verdict
    return Truth.of(kind != OverrideKind.REMOVE and not closed(card))


def contradicted(card: Card, kind: str) -> list[dict[str, Any]]:
    """Return the criteria that a decision goes against, as it is stored.

    An offer that is removed goes against none of its rules: one is missing.
    """
    lines = {OverrideKind.ADD: card.failed, OverrideKind.CONFIRM: card.unknown}.get(OverrideKind(kind), [])
    return [_write(line) for line in lines]


def closed(card: Card) -> list[Line]:
    """Return what keeps everybody from an offer today: no decision opens it."""
    return [line for line in card.failed if line.kind in CLOSED]


def _write(line: Line) -> dict[str, Any]:
    rule = line.criterion.write() if line.criterion else {}
    return {"kind": line.kind, "fact": line.fact, **rule}
