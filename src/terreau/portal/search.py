"""One search over everything public: how many of each kind, and the pages of what was found."""

from dataclasses import dataclass, replace

from terreau.search import registry
from terreau.search.queries import Found, Query, search_all, suggest
from terreau.search.queries.parsing import LONGEST_TEXT, readable

HITS_PER_KIND = 5
PAGE = 20
ENDS_SHOWN = 4


@dataclass(frozen=True)
class Kind:
    """What was found of one kind: the first ones, how many there are in all, what was understood."""

    name: str
    label: str
    hits: list[registry.Hit]
    count: int
    corrected: str | None = None
    partial: bool = False

    @property
    def others(self) -> int:
        return self.count - len(self.hits)


@dataclass(frozen=True)
class Results:
    """The answer of a whole page; `kinds` counts them all, `shown` those on the page."""

    text: str
    kinds: list[Kind]
    shown: list[Kind]
    total: int
    corrected: str | None = None
    too_common: bool = False
    ends: tuple[str, ...] = ()  # when nothing is found: the same words, the last one ended


def search(text: str, *, kind: str = "", page: int = 1, exact: bool = False) -> Results:
    """Return what is public and answers the words, of every kind or of one, page after page."""
    text = readable(text)
    if not text:
        return Results("", [], [], 0)
    query = Query(text=text, limit=HITS_PER_KIND, exact=exact)
    found = search_all(registry.kinds(), query)
    if kind in found:
        one = replace(query, limit=PAGE, offset=(page - 1) * PAGE)
        found[kind] = search_all([kind], one)[kind]
    found = _best(found)
    kinds = [
        _kind(name, answer, show=not kind or name == kind) for name, answer in found.items() if answer.total
    ]
    corrected = [one.corrected for one in found.values() if one.total and one.corrected]
    return Results(
        text=text,
        kinds=kinds,
        shown=[one for one in kinds if one.hits],
        total=sum(one.count for one in kinds),
        corrected=corrected[0] if corrected and not any(_is_sure(one) for one in found.values()) else None,
        too_common=any(one.too_common for one in found.values()),
        ends=() if kinds else _ends(text),
    )


def _ends(text: str) -> tuple[str, ...]:
    found = dict.fromkeys(one for kind in registry.kinds() for one in suggest(kind, text, ENDS_SHOWN))
    return tuple(one for one in found if one != text)[:ENDS_SHOWN]


def _is_sure(one: Found) -> bool:
    """All the words as they were typed."""
    return bool(one.total) and not one.partial and one.corrected is None


def _best(found: dict[str, Found]) -> dict[str, Found]:
    """When some kinds answer all the words as typed, leave out the guesses of the others."""
    if any(_is_sure(one) for one in found.values()):
        return {name: one for name, one in found.items() if _is_sure(one)}
    whole = {name: one for name, one in found.items() if one.total and not one.partial}
    return whole or found


def _kind(name: str, found: Found, *, show: bool) -> Kind:
    source = registry.source(name)
    hits = source.hits(found.keys) if show else {}
    return Kind(
        name=name,
        label=str(source.label),
        hits=[hits[key] for key in found.keys if key in hits],
        count=found.total,
        corrected=found.corrected,
        partial=found.partial,
    )


__all__ = ["LONGEST_TEXT", "PAGE", "Kind", "Results", "search"]
