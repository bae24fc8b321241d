"""Parts of an organisation's page that the apps above bring (its charters, the projects it helps).

panels.register("charters", charters_panel, order=10)     # in `receivers.py` of the app above

def charters_panel(organisation) -> Panel | None:
    charters = list(queries.charters_of(organisation))     # one query at most
    return Panel("partnerships/_charters_panel.html", {"charters": charters}) if charters else None
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from terreau.directory.models import Organisation


@dataclass(frozen=True)
class Panel:
    """A template and what it shows; it is included with `panel` holding the context."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


Build = Callable[[Organisation], Panel | None]

_REGISTRY: dict[str, tuple[int, Build]] = {}


def register(name: str, build: Build, *, order: int = 50) -> None:
    """Add a part to every organisation's page; registering a name twice replaces it."""
    _REGISTRY[name] = (order, build)


def unregister(name: str) -> None:
    """Take a part away."""
    _REGISTRY.pop(name, None)


def panels_of(organisation: Organisation) -> list[Panel]:
    """The parts that have something to show, in order."""
    builds = sorted(_REGISTRY.items(), key=lambda item: (item[1][0], item[0]))
    return [panel for _name, (_order, build) in builds if (panel := build(organisation)) is not None]
