"""What a draft of conditions would change, shown by the app that knows the projects before anything changes.

trials.register(trial_of)                                   # in `receivers.py` of that app

def trial_of(offer, rows, user) -> Panel: …                 # a template and what it shows
"""

from collections.abc import Callable
from typing import Any

from terreau.directory.models import Offer
from terreau.directory.panels import Panel

Try = Callable[[Offer, list[dict[str, Any]], Any], Panel]

_REGISTRY: list[Try] = []


def register(trial: Try) -> None:
    """Let an app show what a draft would change for what it holds; twice is once."""
    if trial not in _REGISTRY:
        _REGISTRY.append(trial)


def trials_of(offer: Offer, rows: list[dict[str, Any]], user: Any) -> list[Panel]:
    """Return what a draft would change, as the person may read it."""
    return [trial(offer, rows, user) for trial in _REGISTRY]
