"""Figures that articles show: an article names an indicator, the apps above say what it is worth.

    @figures.indicator("directory.families", label=_("Structures par famille"))
    def families() -> Figure | None: …              # in `indicators.py` of the app above

An indicator returns None when it has nothing to show. A figure is kept until the journal moves.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from terreau.journal.queries import generation
from terreau.kernel import clock

KEPT_SECONDS = 600


@dataclass(frozen=True)
class Bar:
    """One part of a figure: what it counts, how many, and the list behind it."""

    label: str
    value: int
    href: str = ""


@dataclass(frozen=True)
class Figure:
    """A number, the sentence that says what it is, its day, and the list behind it."""

    value: int
    sentence: str
    as_of: dt.date
    href: str
    source: str
    bars: tuple[Bar, ...] = field(default=())

    @property
    def rows(self) -> list[tuple[Bar, float]]:
        """The parts, each with its length in hundredths of the longest."""
        longest = max((bar.value for bar in self.bars), default=0)
        return [(bar, round(100 * bar.value / longest, 1) if longest else 0) for bar in self.bars]


Compute = Callable[[], Figure | None]


@dataclass(frozen=True)
class Indicator:
    """What editors choose from: a key that never changes, what it is called, how it is computed."""

    key: str
    label: Any
    compute: Compute


_REGISTRY: dict[str, Indicator] = {}


def indicator(key: str, *, label: Any) -> Callable[[Compute], Compute]:
    """Register an indicator; registering a key twice replaces it."""

    def register(compute: Compute) -> Compute:
        _REGISTRY[key] = Indicator(key, label, compute)
        return compute

    return register


def unregister(key: str) -> None:
    """Take an indicator away."""
    _REGISTRY.pop(key, None)


def is_known(key: str) -> bool:
    """Say whether some app computes this indicator."""
    return key in _REGISTRY


def choices() -> list[tuple[str, Any]]:
    """The indicators, for the editors' form."""
    return [(one.key, one.label) for _key, one in sorted(_REGISTRY.items())]


def read(key: str) -> Figure | None:
    """Return a figure of today, or None when the indicator is gone or has nothing to show."""
    if not is_known(key):
        return None
    place = f"figure:{key}:{get_language()}:{clock.today()}:{generation()}"
    kept = cache.get(place)
    if kept is None:
        kept = (_REGISTRY[key].compute(),)
        cache.set(place, kept, KEPT_SECONDS)
    return kept[0]
