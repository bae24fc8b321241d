"""The same corpus gives the same lists everywhere: each database must equal what is written here."""

from collections.abc import Iterator

import pytest

from terreau.search import actions
from terreau.search.queries import Query, cells, keys, search, suggest, wider
from terreau.search.registry import Document
from tests.search.corpus import KIND, Corpus

pytestmark = pytest.mark.django_db

SCEAUX, BREST = (48.7786, 2.2906), (48.3904, -4.4861)


def organisation(key: int, name: str, text: str = "", family: str = "association", place=SCEAUX, **facts):
    town = "92071" if place == SCEAUX else "29019"
    return Document(
        key=key,
        name=name,
        text=text,
        tags=(f"f:{family}", f"c:{town}"),
        lat=place and place[0] + key / 1000,
        lon=place and place[1],
        sort_name=name.lower(),
        created=float(key % 3),
        **facts,
    )


DOCUMENTS = [
    organisation(1, "Épicerie solidaire de Sceaux", "Des produits à petit prix", quality=12),
    organisation(2, "L’Épicerie", "Épicerie de quartier, solidaire et locale", "cooperative"),
    organisation(3, "Les Épiceries solidaires du Ponant", "Réseau breton", place=BREST, quality=31),
    organisation(4, "Vélos d’ici", "Réparation de vélos, atelier solidaire"),
    organisation(5, "Atelier vélo", "On répare son vélo soi-même", place=BREST, quality=20),
    organisation(6, "La Ressourcerie", "Réemploi, dons, atelier de réparation", "cooperative", quality=5),
    organisation(7, "Œuvres et chevaux", "Cheval de trait en ville", "foundation", place=None),
    organisation(8, "Mutuelle des lieux", "Une mutuelle pour tous les lieux", "mutual", place=BREST),
    organisation(9, "Atelier vélo", "Le même nom, ailleurs", quality=20),
]

# question, keys in order, total, question answered instead, whether some words are missing
GOLDEN = [
    (Query("épicerie solidaire"), [3, 1, 2], 3, None, False),
    (Query("EPICERIES"), [2, 3, 1], 3, None, False),
    (Query("l'épicerie"), [2, 3, 1], 3, None, False),
    (Query("velo"), [5, 9, 4], 3, None, False),
    (Query("atelier vélos"), [5, 9, 4], 3, None, False),
    (Query("oeuvre"), [7], 1, None, False),
    (Query("cheval"), [7], 1, None, False),
    (Query("épicerei solidaire"), [3, 1, 2], 3, "épicerie solidaire", False),
    (Query("épicerei solidaire", exact=True), [3, 1, 2, 4], 4, None, True),
    (Query("atelier cheval"), [7, 5, 9, 6, 4], 5, None, True),
    (Query("zzzz"), [], 0, None, False),
    (Query("le la les"), [], 0, None, False),
    (Query(sort="name"), [5, 9, 6, 3, 2, 8, 4, 1, 7], 9, None, False),
    (Query(sort="newest"), [8, 5, 2, 7, 4, 1, 9, 6, 3], 9, None, False),
    (Query(tags={"f": ("cooperative", "mutual")}), [6, 2, 8], 3, None, False),
    (Query("atelier", tags={"c": ("29019",)}), [5], 1, None, False),
    (Query(near=(*SCEAUX, 5.0), sort="distance"), [1, 2, 4, 6, 9], 5, None, False),
    (Query("atelier", near=(*SCEAUX, 1000.0)), [9, 5, 6, 4], 4, None, False),
    (Query(box=(-5.0, 48.0, -4.0, 49.0)), [5, 3, 8], 3, None, False),
    (Query(keys=(9, 1, 77)), [9, 1], 2, None, False),
    (Query("épicerie", offset=1, limit=1), [3], 3, None, False),
]


@pytest.fixture(params=["built", "changed"])
def corpus(request) -> Iterator[Corpus]:
    """The documents, built at once, or half of them come since the building."""
    half = DOCUMENTS if request.param == "built" else DOCUMENTS[::2]
    with Corpus(half, wide="c") as source:
        actions.rebuild(kind=KIND)
        source.documents = {one.key: one for one in DOCUMENTS}
        actions.mark(kind=KIND, keys=[one.key for one in DOCUMENTS if one not in half])
        actions.apply_pending(kind=KIND)
        yield source


@pytest.mark.parametrize("golden", GOLDEN)
def test_a_question_has_one_answer(corpus, golden):
    query, found, total, corrected, partial = golden
    answer = search(KIND, query)

    assert (answer.keys, answer.total, answer.corrected, answer.partial) == (found, total, corrected, partial)
    if not query.offset:
        assert list(keys(KIND, query)) == found


def test_counts_marks_and_words_have_one_answer(corpus):
    answer = search(KIND, Query("atelier"), facets=("f", "c"))
    marks = cells(KIND, Query(), (-180.0, -85.0, 180.0, 85.0), 3)

    assert answer.facets == {
        "f": [("association", 3), ("cooperative", 1)],
        "c": [("92071", 3), ("29019", 1)],
    }
    assert [(one.count, one.key) for one in marks] == [(3, None), (5, None)]
    assert suggest(KIND, "atelier vé") == ["atelier vélo"]
    assert suggest(KIND, "ép") == ["épicerie"]
    assert wider(KIND, Query("zzzz", tags={"c": ("29019",)})) == [("text", 4)]
    assert wider(KIND, Query("vélo", tags={"f": ("mutual",)})) == [("f", 3), ("text", 1)]


@pytest.mark.parametrize("taken", ["t", "n", "q", "*"])
def test_the_words_of_the_index_are_no_facets(corpus, taken):
    with pytest.raises(ValueError, match="part of the index"):
        search(KIND, Query("atelier"), facets=("f", taken))
