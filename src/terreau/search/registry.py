"""What can be found: each app above declares a source for its kind of object, in its own `search.py`.

    registry.register(Source(kind="charter", label=_("Chartes"), documents=…, keys=…, hits=…))

The index asks the source for documents when an object was marked (`search.actions.mark`) and when it is
built anew; it never reads another app's tables itself.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import models

Tags = tuple[str, ...]
RESERVED = frozenset({"t", "n", "q", "*"})  # what the index keeps beside the facets


@dataclass(frozen=True, slots=True)
class Document:
    """What is findable of one object.

    `name` weighs more than `text` (which does not repeat it). `tags` are `facet:value` words, the facet
    one to three letters, e.g. `f:association`, but none of `RESERVED`. `quality` goes from 0 (bare) to 31
    (complete). `lat` and `lon` are degrees, both or none. `sort_name` and `created` (seconds since 1970)
    order the lists.
    """

    key: int
    name: str
    text: str = ""
    tags: Tags = ()
    quality: int = 0
    lat: float | None = None
    lon: float | None = None
    sort_name: str = ""
    created: float = 0.0


@dataclass(frozen=True)
class Hit:
    """One thing found, as a page shows it."""

    title: str
    summary: str
    url: str


@dataclass(frozen=True)
class Source:
    """One kind of object that can be found.

    `documents(keys)` yields the findable documents among the keys, or all of them for None, by ascending
    key and in chunks, with a number of queries that does not grow with the rows of a chunk. `places()`
    yields (key, lat, lon) of all of them by ascending key. `hits(keys)` returns what a page shows, by key.
    `follows`: for another kind, which objects of this one say something of theirs, and change with them.
    `prose`: long texts, ranked by how often a word stands in them. `wide`: the facet that has one value
    an object and thousands of values (communes).
    """

    kind: str
    label: Any
    documents: Callable[[Collection[int] | None], Iterator[Document]]
    places: Callable[[], Iterator[tuple[int, float | None, float | None]]]
    hits: Callable[[Collection[int]], dict[int, Hit]]
    list_route: str = ""
    follows: Mapping[str, Callable[[Collection[int]], Iterable[int]]] = field(default_factory=dict)
    prose: bool = False
    wide: str = ""
    order: int = 50


Rows = Callable[[], models.QuerySet]


def nowhere(findable: Rows) -> Callable[[], Iterator[tuple[int, None, None]]]:
    """The `places` of a kind that stands nowhere: the keys of what is findable, without a position."""

    def places() -> Iterator[tuple[int, None, None]]:
        for key in findable().order_by("pk").values_list("pk", flat=True).iterator(chunk_size=2000):
            yield key, None, None

    return places


def titled(
    rows: Rows, *, key: str = "pk", title: str = "title", summary: str = "summary"
) -> Callable[[Collection[int]], dict[int, Hit]]:
    """The `hits` of a kind whose rows have a title, a summary (fields of these names) and a page."""

    def hits(keys: Collection[int]) -> dict[int, Hit]:
        found = rows().filter(**{f"{key}__in": keys})
        return {
            getattr(row, key): Hit(getattr(row, title), getattr(row, summary), row.get_absolute_url())
            for row in found
        }

    return hits


_SOURCES: dict[str, Source] = {}


def register(source: Source) -> Source:
    """Declare a kind; declaring it again replaces it."""
    _SOURCES[source.kind] = source
    return source


def unregister(kind: str) -> None:
    """Forget a kind (throw-away collections of measures and tests)."""
    _SOURCES.pop(kind, None)


def source(kind: str) -> Source:
    """Return the source of a kind; KeyError when nothing declared it."""
    return _SOURCES[kind]


def kinds() -> list[str]:
    """Return the declared kinds, in the order of pages."""
    return sorted(_SOURCES, key=lambda kind: (_SOURCES[kind].order, kind))


def followers(kind: str, keys: Collection[int]) -> dict[str, list[int]]:
    """Return, by kind, the objects whose documents change when those of another kind change."""
    found = {}
    for name, one in _SOURCES.items():
        if kind in one.follows:
            found[name] = list(one.follows[kind](keys))
    return found
