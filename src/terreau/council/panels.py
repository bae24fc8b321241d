"""Pieces that other apps put on the page of a deliberation, without the council knowing them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from terreau.council.models import Deliberation


@dataclass(frozen=True)
class Panel:
    """A template and what it shows."""

    template: str
    context: dict[str, Any]


Maker = Callable[[Deliberation], Panel | None]
_makers: list[Maker] = []


def register(maker: Maker) -> Maker:
    """Register a function that returns a panel for a deliberation, or None when it has nothing to say."""
    if maker not in _makers:
        _makers.append(maker)
    return maker


def panels_of(deliberation: Deliberation) -> list[Panel]:
    """Return the panels of a deliberation, in order of registration."""
    return [panel for maker in _makers if (panel := maker(deliberation)) is not None]
