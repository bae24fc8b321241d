"""Feeds that stay readable whatever people paste into a title or a summary."""

from typing import Any

from django.utils.feedgenerator import Atom1Feed

from terreau.kernel.text import printable


class Atom(Atom1Feed):
    """Atom without the control signs that XML forbids: one of them would break the feed for everybody."""

    def add_item(self, title: str, link: str, description: str, **facts: Any) -> None:  # type: ignore[override]
        super().add_item(printable(title), link, printable(description), **facts)
