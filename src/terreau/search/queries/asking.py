"""A question to the index, and its answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from terreau.search.geometry import Box

SORTS = ("relevance", "name", "newest", "distance")


@dataclass(frozen=True)
class Mark:
    """Where a reader stopped: how many were read, the keys read last (the very last at the end).

    `stamp` is the one of the answer that was read: while it is the same, the count says it all.
    """

    offset: int
    keys: tuple[int, ...]
    stamp: str


@dataclass(frozen=True)
class Query:
    """What somebody looks for; every part is optional and narrows the others.

    `tags`: by facet, values that add up. `near`: latitude, longitude, radius in km. `box`: west, south,
    east, north in degrees. `keys`: only among these objects. `exact`: take the words as they are typed.
    `whole`: do not cut a long text at what people type in a box.
    `after`: go on from there, instead of from `offset`.
    """

    text: str = ""
    tags: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: tuple[float, float, float] | None = None
    box: Box | None = None
    keys: tuple[int, ...] | None = None
    sort: str = "relevance"
    offset: int = 0
    limit: int = 20
    exact: bool = False
    whole: bool = False
    after: Mark | None = None


@dataclass(frozen=True)
class Found:
    """The answer: the keys of one page in order, and what is true of the whole.

    `corrected` is the question that was answered instead of the one typed, or None. `partial` says that no
    document held all the words: the answer holds those with most of them. `too_common` says that the words
    typed are all too common to be looked for. `stamp` changes with anything findable of the kind. `offset`
    is how many answers come before the page.
    """

    keys: list[int]
    total: int
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    corrected: str | None = None
    partial: bool = False
    too_common: bool = False
    stamp: str = ""
    offset: int = 0


@dataclass(frozen=True)
class Cell:
    """One mark of the map: where it stands, how many documents, and the key of a document alone."""

    lat: float
    lon: float
    count: int
    key: int | None = None
