"""The engine answers exactly what plain rules say, whatever was built at once or changed since."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.search import actions, geometry
from terreau.search.analysis import terms
from terreau.search.index import snapshot as snapshots
from terreau.search.queries import Query, cells, keys, search
from terreau.search.registry import Document
from tests.search.corpus import KIND, Corpus

pytestmark = pytest.mark.django_db

WORDS = ["épicerie", "solidaire", "vélos", "atelier", "jardin", "cheval"]
FAMILIES = ["association", "mutual"]
COMMUNES = ["92071", "92014", "29019"]

texts = st.lists(st.sampled_from(WORDS), max_size=4).map(" ".join)
spots = st.one_of(st.none(), st.tuples(st.floats(48.0, 49.0, width=32), st.floats(2.0, 3.0, width=32)))


@st.composite
def documents(draw, key: int) -> Document:
    spot = draw(spots)
    return Document(
        key=key,
        name=draw(texts),
        text=draw(texts),
        tags=(f"f:{draw(st.sampled_from(FAMILIES))}", f"c:{draw(st.sampled_from(COMMUNES))}"),
        quality=draw(st.integers(0, 31)),
        lat=spot[0] if spot else None,
        lon=spot[1] if spot else None,
        sort_name=draw(texts),
        created=float(draw(st.integers(0, 3))),
    )


@st.composite
def corpora(draw, most: int = 12) -> list[Document]:
    return [draw(documents(key)) for key in range(1, draw(st.integers(0, most)) + 1)]


asked = st.builds(
    Query,
    text=st.sampled_from(["", "epicerie", "ÉPICERIES solidaire", "vélo", "chevaux jardin", "l'atelier"]),
    tags=st.fixed_dictionaries(
        {},
        optional={
            "f": st.lists(st.sampled_from(FAMILIES), unique=True, min_size=1).map(tuple),
            "c": st.lists(st.sampled_from(COMMUNES), unique=True, min_size=1).map(tuple),
        },
    ),
    near=st.one_of(st.none(), st.just((48.5, 2.5, 30.0))),
    box=st.one_of(st.none(), st.just((2.25, 48.25, 2.75, 48.75))),
    exact=st.just(True),
    limit=st.just(100),
    sort=st.sampled_from(["relevance", "name", "newest"]),
)


def holds(one: Document, query: Query) -> int:
    """How many of the words a document holds."""
    here = set(terms(f"{one.name} {one.text}"))
    return sum(term in here for term in dict.fromkeys(terms(query.text)))


def passes(one: Document, query: Query, *, but: str = "") -> bool:
    """The filters in plain words of Python."""
    tags = dict(tag.split(":") for tag in one.tags)
    for facet, values in query.tags.items():
        if facet != but and tags[facet] not in values:
            return False
    if query.near and (
        one.lat is None or geometry.distance_km(*query.near[:2], one.lat, one.lon) > query.near[2]
    ):
        return False
    if query.box:
        west, south, east, north = query.box
        if one.lat is None or not (south <= one.lat <= north and west <= one.lon <= east):
            return False
    return True


def wanted(corpus: list[Document], query: Query, *, but: str = "") -> list[Document]:
    """All the words, or, when nothing holds them all within the filters, as many as possible."""
    number = len(dict.fromkeys(terms(query.text)))
    passing = [one for one in corpus if passes(one, query)]
    most = max((holds(one, query) for one in passing), default=0) if number > 1 else number
    least = most or number
    return [one for one in corpus if passes(one, query, but=but) and holds(one, query) >= least]


def check(corpus: list[Document], query: Query) -> None:
    found = search(KIND, query, facets=("f", "c"))
    expected = wanted(corpus, query)
    assert sorted(found.keys) == sorted(one.key for one in expected)
    assert found.total == len(expected)
    for facet in ("f", "c"):
        counted = Counter(
            dict(tag.split(":") for tag in one.tags)[facet] for one in wanted(corpus, query, but=facet)
        )
        assert {value: count for value, count in found.facets[facet] if count} == dict(counted)
    if query.sort == "name" or not query.text:
        order = "newest" if query.sort == "newest" else "name"
    else:
        order = query.sort
    if order == "name":
        assert found.keys == [one.key for one in sorted(expected, key=lambda one: (one.sort_name, one.key))]
    if order == "newest":
        assert found.keys == [one.key for one in sorted(expected, key=lambda one: (-one.created, -one.key))]
    total = sum(cell.count for cell in cells(KIND, query, (-180.0, -85.0, 180.0, 85.0), 3))
    if query.box is None:
        assert total == sum(one.lat is not None for one in expected)
    assert list(keys(KIND, query)) == found.keys
    pages = [search(KIND, Query(**{**vars(query), "offset": at, "limit": 3})).keys for at in range(0, 15, 3)]
    assert [key for page in pages for key in page] == found.keys


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(corpus=corpora(), query=asked)
def test_a_built_index_says_what_plain_rules_say(corpus, query):
    snapshots.forget()
    with Corpus(corpus, wide="c"):
        actions.rebuild(kind=KIND)
        check(corpus, query)


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(corpus=corpora(), later=corpora(), query=asked, gone=st.sets(st.integers(1, 12)))
def test_changes_since_the_building_count_as_if_they_were_built(corpus, later, query, gone):
    snapshots.forget()
    with Corpus(corpus, wide="c") as source:
        actions.rebuild(kind=KIND)
        search(KIND, query)
        for one in later:
            source.documents[one.key] = one
        for key in gone:
            source.documents.pop(key, None)
        actions.mark(kind=KIND, keys=[*(one.key for one in later), *gone])
        actions.apply_pending(kind=KIND)
        check([source.documents[key] for key in sorted(source.documents)], query)
        actions.rebuild(kind=KIND)
        check([source.documents[key] for key in sorted(source.documents)], query)
