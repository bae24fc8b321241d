"""Ends of words while they are typed."""

import heapq

from terreau.search.analysis import fold, term, words
from terreau.search.index.snapshot import Snapshot, snapshot
from terreau.search.queries.parsing import ask, readable

SHOWN = 8
LOOKED_AT = 40


def suggest(collection: str, typed: str, limit: int = SHOWN) -> list[str]:
    """Return questions that begin as what is typed and find something, the most frequent first."""
    text = readable(typed)
    before, _space, last = text.rpartition(" ")
    start = fold(last.rpartition("’")[2].rpartition("'")[2])
    if len(start) < 2 or not start.isalnum():
        return []
    state = snapshot(collection)
    allowed = state.live
    question = ask(state, before, exact=True)
    for unit in question.units:
        for_unit = [state.bits([("t", one) for one in way]) for way in unit.ways[:1]]
        for bits in for_unit:
            for held in bits.values():
                allowed = allowed & held
    found = []
    for _count, word, shown in _starting(state, start):
        if words(word) and allowed.intersection_cardinality(state.bits([("t", term(word))])["t", term(word)]):
            found.append(f"{before} {shown}".strip())
        if len(found) == limit:
            break
    return found


def _starting(state: Snapshot, start: str) -> list[tuple[int, str, str]]:
    """Return (count, word, how it is written) of the most frequent words that begin so, one per term."""
    counts = {word: (count, shown) for count, word, shown in state.base.vocabulary().starting_with(start)}
    overlay = state.overlay
    for word in overlay.sorted_words:
        if word.startswith(start) and overlay.words[word] > 0:
            count, _shown = counts.get(word, (0, ""))
            counts[word] = count + overlay.words[word], overlay.shown.get(word, word)
    best = heapq.nsmallest(LOOKED_AT, ((-count, word, shown) for word, (count, shown) in counts.items()))
    seen: set[str] = set()
    kept = []
    for count, word, shown in best:
        if term(word) not in seen:
            seen.add(term(word))
            kept.append((-count, word, shown))
    return kept
