"""The same questions put to the engine and to BM25."""

import re
from collections.abc import Collection, Iterator

from django.db import transaction

from terreau.search import actions, registry
from terreau.search.analysis import terms
from terreau.search.evaluation.bm25 import BM25
from terreau.search.evaluation.measures import DEPTH, Quality, quality
from terreau.search.evaluation.sets import QuestionSet
from terreau.search.index.snapshot import forget
from terreau.search.queries import Query, search
from terreau.search.registry import Document, Hit, Source

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


def _reference(questions: QuestionSet, index: BM25, analyse) -> Quality:
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
            lists = [(_answers(questions, one.text), one.answers) for one in questions.questions]
            transaction.set_rollback(True)
    finally:
        registry.unregister(KIND)
        forget()
    return quality(lists)


def _answers(questions: QuestionSet, text: str) -> list[str]:
    found = search(KIND, Query(text=text, limit=DEPTH))
    return [questions.sheets[key - 1].name for key in found.keys]


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
