"""The same questions put to the engine and to BM25.

A set with facets is ranked as offers are for a need: what its facets say first, then the words; a failed
facet demotes and never drops (`terreau.search.faceted`). BM25 reads the text alone.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from django.db import transaction

from terreau.kernel.actors import Actor
from terreau.search import actions, registry
from terreau.search.analysis import terms
from terreau.search.evaluation.bm25 import BM25
from terreau.search.evaluation.measures import DEPTH, Quality, quality
from terreau.search.evaluation.sets import Judged, QuestionSet
from terreau.search.faceted import Judge
from terreau.search.index.snapshot import forget, snapshots
from terreau.search.queries import Query, scores, search
from terreau.search.queries.parsing import LONGEST_TEXT, synonyms
from terreau.search.registry import Document, Hit, Source
from terreau.territories.actions import load_graph
from terreau.territories.models import Territory

KIND = "evaluation"
_RAW_WORDS = re.compile(r"\w+")


def evaluate(questions: QuestionSet) -> dict[str, Quality]:
    """Return the quality of the engine, of BM25 on the same terms and of BM25 on the raw words."""
    texts = [f"{one.title} {one.text}" for one in questions.sheets]
    analysed = BM25([terms(text) for text in texts])
    raw = BM25([_raw(text) for text in texts])
    return {
        "engine": _engine(questions),
        "bm25, same terms": _reference(questions, analysed, terms),
        "bm25, raw words": _reference(questions, raw, _raw),
    }


def _raw(text: str) -> list[str]:
    return _RAW_WORDS.findall(text.lower())


def _reference(questions: QuestionSet, index: BM25, analyse: Callable[[str], Sequence[str]]) -> Quality:
    names = [one.name for one in questions.sheets]
    return quality(
        [
            ([names[place] for place in index.best(analyse(one.text), DEPTH)], one.answers)
            for one in questions.questions
        ]
    )


def _engine(questions: QuestionSet) -> Quality:
    """Build the index of a throw-away kind, ask, and take everything back: nothing is ever committed."""
    registry.register(_source(questions))
    try:
        with transaction.atomic():
            actions.rebuild(kind=KIND)
            rank = _by_facets(questions) if questions.has_facets else _by_words
            lists = [
                ([questions.sheets[place].name for place in rank(one)], one.answers)
                for one in questions.questions
            ]
            transaction.set_rollback(True)
    finally:
        registry.unregister(KIND)
        forget()
    return quality(lists)


def _query(one: Judged, limit: int = DEPTH) -> Query:
    """Ask as people do: what is longer than a search box is a description, taken whole and as written."""
    long = len(one.text) > LONGEST_TEXT
    return Query(text=one.text, limit=limit, whole=long, exact=long)


def _by_words(one: Judged) -> list[int]:
    return [key - 1 for key in search(KIND, _query(one)).keys]


def _by_facets(questions: QuestionSet) -> Callable[[Judged], list[int]]:
    if not Territory.objects.exists():
        load_graph(by=Actor.system("evaluate"))  # taken back with the rest
    sheets, asked = questions.sheets, questions.questions
    snapshots([])  # the synonyms of this moment
    judge = Judge([one.facets for one in sheets], [one.facets for one in asked], synonyms())

    def rank(one: Judged) -> list[int]:
        words = {key - 1: score for key, score in scores(KIND, _query(one)).items()}
        most = max(words.values(), default=0.0) or 1.0
        verdicts = judge.judge(one.facets)
        found = [words.get(place, 0.0) / most + verdict.score for place, verdict in enumerate(verdicts)]
        return sorted(range(len(found)), key=lambda place: (-round(found[place], 9), place))[:DEPTH]

    return rank


def _source(questions: QuestionSet) -> Source:
    numbered = dict(enumerate(questions.sheets, 1))

    def documents(keys: Collection[int] | None) -> Iterator[Document]:
        for key, one in numbered.items():
            if keys is None or key in keys:
                yield Document(key=key, name=one.title, text=one.text, sort_name=one.title)

    def places() -> Iterator[tuple[int, None, None]]:
        for key in numbered:
            yield key, None, None

    def hits(keys: Collection[int]) -> dict[int, Hit]:
        return {key: Hit(numbered[key].title, "", "") for key in keys}

    return Source(kind=KIND, label=KIND, documents=documents, places=places, hits=hits, prose=True)
