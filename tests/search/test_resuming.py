"""A reader who comes back with the keys read last goes on after them, in every order, whatever changed."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.search import actions
from terreau.search.index import snapshot as snapshots
from terreau.search.queries import SORTS, Mark, Query, keys, ranking, search
from terreau.search.registry import Document
from tests.search.corpus import KIND, Corpus
from tests.search.test_engine import asked, corpora, documents

pytestmark = pytest.mark.django_db
FREELY = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
OTHER = "another stamp"


def built(corpus: Corpus) -> None:
    snapshots.forget()
    actions.rebuild(kind=KIND)


def changed(corpus: Corpus, documents: list[Document], gone: set[int]) -> None:
    """Put documents in and take others out, in the recent part of the index."""
    for one in documents:
        corpus.documents[one.key] = one
    for key in gone:
        corpus.documents.pop(key, None)
    actions.mark(kind=KIND, keys=[*(one.key for one in documents), *gone])


@FREELY
@given(
    before=corpora(20),
    added=st.lists(st.integers(21, 30), unique=True, max_size=4).flatmap(
        lambda numbers: st.tuples(*(documents(number) for number in numbers))
    ),
    query=asked,
    sort=st.sampled_from(SORTS),
)
def test_list_goes_on_after_the_last_key_in_every_order(before, added, query, sort):
    with Corpus(before) as corpus:
        built(corpus)
        changed(corpus, list(added), {3, 4})
        query = replace(query, sort=sort)
        whole = list(keys(KIND, query))

        for place, key in enumerate(whole):
            found = search(KIND, replace(query, after=Mark(0, (key,), OTHER)))
            assert (found.keys, found.offset) == (whole[place + 1 :], place + 1)


@FREELY
@given(
    before=corpora(20),
    added=st.lists(st.integers(21, 40), unique=True, max_size=6).flatmap(
        lambda numbers: st.tuples(*(documents(number) for number in numbers))
    ),
    gone=st.sets(st.integers(1, 20), max_size=5),
    query=st.builds(
        replace,
        asked,
        text=st.just(""),
        sort=st.sampled_from(["name", "newest", "distance"]),
        limit=st.integers(1, 5),
    ),
)
def test_no_answer_is_missed_or_repeated_while_others_come_and_go(before, added, gone, query):
    with Corpus(before) as corpus:
        built(corpus)
        first = search(KIND, query)
        mark = Mark(len(first.keys), tuple(first.keys), first.stamp)
        if not set(first.keys) - gone:
            gone = gone - set(first.keys[-1:])
        changed(corpus, list(added), gone)

        rest = search(KIND, replace(query, after=mark, limit=100)).keys

        stayed = [key for key in keys(KIND, query) if key <= 20]
        assert not set(rest) & set(first.keys)
        assert set(stayed) <= {*first.keys, *rest}


def test_answers_beyond_the_best_are_resumed_in_the_order_of_their_tiers(monkeypatch):
    monkeypatch.setattr(ranking, "CANDIDATES", 3)
    corpus = [
        Document(key=n, name="Vélo" if n % 2 else "Atelier", text="vélo", tags=(), quality=n % 4)
        for n in range(1, 12)
    ]
    with Corpus(corpus) as held:
        built(held)
        query = Query(text="velo", limit=100)
        whole = search(KIND, query).keys

        rests = [search(KIND, replace(query, after=Mark(0, (key,), OTHER))).keys for key in whole]

    assert len(whole) == 11
    assert rests == [whole[place + 1 :] for place in range(11)]


def test_when_all_that_was_read_is_gone_the_count_says_where_to_go_on():
    corpus = [Document(key=n, name=f"Vélo {n}", text="", tags=(), sort_name=f"velo {n}") for n in range(1, 8)]
    with Corpus(corpus) as held:
        built(held)

        found = search(KIND, Query(sort="name", limit=2, after=Mark(3, (98, 99), OTHER)))

    assert (found.keys, found.offset, found.total) == ([4, 5], 3, 7)


def test_while_nothing_changed_the_count_is_enough():
    corpus = [Document(key=n, name=f"Vélo {n}", text="", tags=(), sort_name=f"velo {n}") for n in range(1, 8)]
    with Corpus(corpus) as held:
        built(held)
        stamp = search(KIND, Query()).stamp

        found = search(KIND, Query(sort="name", limit=2, after=Mark(5, (1,), stamp)))

    assert found.keys == [6, 7]
