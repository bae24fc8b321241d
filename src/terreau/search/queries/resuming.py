"""Where to go on in an answer that may have changed since its last page was read.

The reader brings the keys read last. What came or went elsewhere does not matter: the answer goes on after
the latest of them that still answers, in whatever order it is read.
"""

from terreau.search.queries.matching import Match
from terreau.search.queries.ordering import before_by_distance, before_in_order
from terreau.search.queries.ranking import before_in_ranking


def order_of(found: Match) -> str:
    """Return the order in which an answer is read: `relevance`, `distance`, `newest` or `name`."""
    query = found.query
    if query.sort == "distance" and query.near is not None:
        return "distance"
    if query.sort == "newest":
        return "newest"
    return "relevance" if query.sort == "relevance" and found.question.units else "name"


def start_of(found: Match) -> int:
    """Return how many answers come before the page asked for."""
    mark = found.query.after
    if mark is None:
        return found.query.offset
    if mark.stamp == found.snapshot.stamp:
        return mark.offset
    for key in reversed(mark.keys):
        for number in found.snapshot.numbers_of([key]) & found.kept:
            return _before(found, number) + 1
    return mark.offset


def _before(found: Match, number: int) -> int:
    order = order_of(found)
    if order == "distance" and found.query.near is not None:
        return before_by_distance(found.snapshot, found.kept, found.query.near[:2], number)
    if order == "relevance":
        return before_in_ranking(found, number)
    return before_in_order(found.snapshot, found.kept, order, number)
