"""Documents that the code writes about itself: `docs/etats.md` (states) and the routes of `docs/acces.md`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from terreau.kernel.access import Grant
from terreau.kernel.workflow import REGISTRY, Workflow
from terreau.portal.external_routes import EXTERNAL

STATES_HEAD = """# États et transitions

Produit par `terreau document` à partir des tables de transitions du code ; tout autre passage est refusé.
Une ligne dit : par ce verbe, on passe de l’un de ces états à celui-là.
"""
# Addresses that exist only in the demo town, or that serve the pages of the CMS.
LEFT_OUT = ("demo:",)


@dataclass(frozen=True)
class Route:
    """One address: its name, its pattern, how it is protected."""

    name: str
    address: str
    grant: Grant | None
    pattern: URLPattern


def states() -> str:
    """Return `docs/etats.md`."""
    with override("fr"):
        return "\n".join([STATES_HEAD, *(_workflow(REGISTRY[name]) for name in sorted(REGISTRY))])


def _workflow(workflow: Workflow) -> str:
    choices = workflow.states.choices
    lines = [f"## `{workflow.name}`", "", f"Champ `{workflow.field}`.", "", "| État | Identifiant | Issue |"]
    lines += ["|---|---|---|"]
    lines += [f"| {label} | `{value}` | {_way_out(workflow, value)} |" for value, label in choices]
    lines += ["", "| Verbe | De | Vers |", "|---|---|---|"]
    for verb, move in workflow.transitions.items():
        sources = ", ".join(f"`{source}`" for source in move.sources)
        lines.append(f"| `{verb}` | {sources} | `{move.target}` |")
    return "\n".join([*lines, ""])


def _way_out(workflow: Workflow, state: str) -> str:
    verbs = workflow.verbs_from(state)
    return ", ".join(f"`{verb}`" for verb in verbs) if verbs else "état final"


def routes(resolver: Any = None, names: str = "", address: str = "/") -> Iterator[Route]:
    """Yield every address of the site, names with their namespace."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = address + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from routes(pattern, names + namespace, here)
        elif not (names + str(pattern.name)).startswith(LEFT_OUT):
            name = f"{names}{pattern.name or pattern.pattern}"
            yield Route(name, here, grant_of(pattern.callback), pattern)


def grant_of(view: Any) -> Grant | None:
    """Return what a view declares of its access."""
    return getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)


def addresses_out_of_step(document: str) -> list[str]:
    """List the addresses that `docs/acces.md` leaves out, and those that it still has."""
    written = set(re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", document, re.MULTILINE))
    ours = {(route.name, route.address) for route in routes() if not route.name.startswith(tuple(EXTERNAL))}
    known = {row for row in written if not row[0].startswith(tuple(EXTERNAL))}
    return sorted(name for name, _address in ours ^ known)
