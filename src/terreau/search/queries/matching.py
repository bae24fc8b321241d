"""Which documents answer: bitmaps of the words and of the filters, exactly."""

from dataclasses import dataclass, field

from pyroaring import BitMap

from terreau.search import registry
from terreau.search.index.snapshot import Snapshot
from terreau.search.queries import places
from terreau.search.queries.asking import Query
from terreau.search.queries.parsing import Question, Unit, ask

LONG_QUESTION = 4  # words from which prose is ranked by whatever words it holds
FEW = 10  # fewer texts than this hold every word of a question: those that hold some come after them


@dataclass
class Match:
    """What answers a question: `kept` by the words and every filter; the parts, for ranking and counting.

    `filters` holds the numbers kept by each facet, by `near`, `box` and `keys`; `wanted` those kept by
    the words (None: no words).
    """

    snapshot: Snapshot
    query: Query
    question: Question
    anywhere: list[BitMap] = field(default_factory=list)
    in_name: list[BitMap] = field(default_factory=list)
    filters: dict[str, BitMap] = field(default_factory=dict)
    wanted: BitMap | None = None
    kept: BitMap = field(default_factory=BitMap)
    partial: bool = False

    def without(self, name: str) -> BitMap:
        """Return what answers once a filter is dropped."""
        found = self.wanted if self.wanted is not None else None
        for other, bits in self.filters.items():
            if other != name:
                found = bits if found is None else found & bits
        return self.snapshot.live if found is None else found & self.snapshot.live

    def without_words(self) -> BitMap:
        """Return what answers once the words are dropped."""
        found = self.snapshot.live
        for bits in self.filters.values():
            found = found & bits
        return found


def match(snapshot: Snapshot, query: Query) -> Match:
    """Return what answers a question."""
    question = ask(snapshot, query.text, exact=query.exact, whole=query.whole)
    found = Match(snapshot, query, question)
    _filter(found)
    if question.units:
        _look_up(found)
        _want(found)
    elif question.too_common:
        found.wanted = BitMap()
    found.kept = found.without("")
    if len(question.units) > 1 and not found.partial and len(found.kept) < _enough(snapshot.kind):
        _want_most(found)
        found.kept = found.without("")
    return found


def _enough(kind: str) -> int:
    return FEW if is_prose(kind) else 1


def _filter(found: Match) -> None:
    snapshot, query = found.snapshot, found.query
    names = [(facet, value) for facet, values in query.tags.items() for value in values]
    bits = snapshot.bits(names) if names else {}
    for facet, values in query.tags.items():
        if values:
            found.filters[facet] = BitMap.union(*(bits[facet, value] for value in values), BitMap())
    if query.near is not None:
        found.filters["near"] = places.near(snapshot, query.near)
    if query.box is not None:
        found.filters["box"] = places.inside(snapshot, query.box)
    if query.keys is not None:
        found.filters["keys"] = snapshot.numbers_of(query.keys)


def _look_up(found: Match) -> None:
    units = found.question.units
    terms = {one for unit in units for way in unit.ways for one in way}
    bits = found.snapshot.bits([(space, one) for space in "tn" for one in sorted(terms)])
    found.anywhere = [_held(unit, bits, "t") for unit in units]
    found.in_name = [_held(unit, bits, "n") for unit in units]


def _held(unit: Unit, bits: dict[tuple[str, str], BitMap], space: str) -> BitMap:
    ways = []
    for way in unit.ways:
        held = bits[space, way[0]]
        for one in way[1:]:
            held = held & bits[space, one]
        ways.append(held)
    return ways[0] if len(ways) == 1 else BitMap.union(*ways)


def is_prose(kind: str) -> bool:
    """Tell whether the documents of a kind are long texts."""
    try:
        return registry.source(kind).prose
    except KeyError:
        return False


def _want(found: Match) -> None:
    """Keep the documents that hold every word; of a long question to prose, those that hold any."""
    if is_prose(found.snapshot.kind) and len(found.anywhere) >= LONG_QUESTION:
        found.wanted = BitMap.union(*found.anywhere)
        found.partial = not _all(found.anywhere)
        return
    found.wanted = _all(found.anywhere)


def _all(bitmaps: list[BitMap]) -> BitMap:
    kept, *others = sorted(bitmaps, key=len)
    for bits in others:
        kept = kept & bits
    return kept


def _want_most(found: Match) -> None:
    """Too few hold every word: keep those that hold the greatest number of them, prose that holds any."""
    if is_prose(found.snapshot.kind):
        found.partial = not found.kept
        found.wanted = BitMap.union(*found.anywhere)
        return
    allowed = found.without_words()
    held = [BitMap() for _bits in found.anywhere]  # held[n]: at least n + 1 words
    for bits in found.anywhere:
        for place in range(len(held) - 1, 0, -1):
            held[place] |= held[place - 1] & bits
        held[0] |= bits
    most = next((bits for bits in reversed(held) if not bits.isdisjoint(allowed)), None)
    if most is not None:
        found.wanted, found.partial = most, True
