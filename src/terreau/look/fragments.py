"""Pieces of pages that many readers share, kept by each process under the facts that they show.

The shell (header, footer) is half the work of an ordinary page and the same on all of them. Nothing is ever
thrown away on purpose: a piece whose facts change is another piece. See docs/performance.md.
"""

from collections.abc import Callable, Hashable
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

MOST_PIECES = 4_000

_pieces: dict[tuple[Any, ...], str] = {}


def keep(name: str, facts: Hashable, render: Callable[[], str]) -> str:
    """Return the piece of this name that shows these facts in this language, rendered the first time.

    Without facts (an error page, a mail) it is rendered each time; so it is while templates are edited.
    """
    if facts is None or settings.DEBUG:
        return render()
    key = (name, get_language(), facts)
    piece = _pieces.get(key)
    if piece is None:
        piece = render()
        if len(_pieces) >= MOST_PIECES:
            # Rare (a crawl of every state of the shell): beginning again is simpler than an order of use.
            _pieces.clear()
        _pieces[key] = piece
    return piece
