"""Feeds that stay readable whatever people paste into a title or a summary."""

from io import StringIO
from typing import Any

from django.utils.feedgenerator import Atom1Feed

from terreau.kernel.text import printable


class Atom(Atom1Feed):
    """Atom without the control signs that XML forbids: one of them would break the feed for everybody."""

    def add_item(self, title: str, link: str, description: str, **facts: Any) -> None:  # type: ignore[override]
        super().add_item(printable(title), link, printable(description), **facts)

    def write(self, outfile: Any, encoding: str) -> None:
        """Write the feed in one piece: a server sends each piece by itself, and there are a thousand."""
        text = StringIO()
        super().write(text, encoding)
        outfile.write(text.getvalue())
