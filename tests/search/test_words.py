"""Words typed wrong are repaired, words begun are ended."""

import random
import string
from pathlib import Path

import pytest

import terreau.knowledge
from terreau.search import actions
from terreau.search.analysis import term, words
from terreau.search.index.snapshot import snapshot
from terreau.search.queries import Query, search, suggest
from terreau.search.queries.parsing import correction
from terreau.search.registry import Document
from terreau.search.spelling import Vocabulary, deletions, osa, reach
from tests.search.corpus import KIND, Corpus

pytestmark = pytest.mark.django_db

CONTENT = Path(terreau.knowledge.__file__).parent / "content"
TYPOS = 300


def one_mistake(word: str, dice: random.Random) -> str:
    """Return a word with one letter too many, too few, wrong, or changed with its neighbour."""
    place, letter = dice.randrange(len(word)), dice.choice(string.ascii_lowercase)
    other = min(place, len(word) - 2)
    return dice.choice(
        [
            word[:place] + letter + word[place:],
            word[:place] + word[place + 1 :],
            word[:place] + letter + word[place + 1 :],
            word[:other] + word[other + 1] + word[other] + word[other + 2 :],
        ]
    )


def test_nearly_every_single_mistake_is_repaired():
    """The articles that come with Terreau make a real vocabulary; the same 300 mistakes each time."""
    texts = [path.read_text() for path in sorted(CONTENT.rglob("*.md"))]
    documents = [Document(key=key, name="", text=text) for key, text in enumerate(texts, 1)]
    with Corpus(documents):
        actions.rebuild(kind=KIND)
        state, dice = snapshot(KIND), random.Random(92330)
        held = sorted({word for text in texts for word in words(text) if len(word) >= 5 and word.isalpha()})
        repaired = tried = 0
        while tried < TYPOS:
            word = dice.choice(held)
            typed = one_mistake(word, dice)
            if typed in held or not typed.isalpha() or term(typed) in map(term, held):
                continue  # not a mistake that anybody could see
            tried += 1
            found = correction(state, typed)
            repaired += found is not None and term(found[0]) == term(word)

    assert len(held) > 1000
    assert repaired / TYPOS >= 0.95, repaired


@pytest.mark.parametrize(
    ("one", "two", "distance"),
    [("velo", "velo", 0), ("velo", "veol", 1), ("velo", "vel", 1), ("velo", "vvlo", 1), ("velo", "olev", 3)],
)
def test_the_distance_counts_neighbours_changed_once(one, two, distance):
    assert osa(one, two, 2) == distance


def test_short_words_and_numbers_are_taken_as_they_are():
    assert [reach(word) for word in ("ess", "velo", "solidaire", "2024", "a4a4")] == [0, 1, 2, 0, 0]
    assert deletions("velo", 1) == {"velo", "elo", "vlo", "veo", "vel"}


def test_a_vocabulary_is_read_back_as_it_was_written():
    kept = Vocabulary.of([("epicerie", 3, "épicerie"), ("velo", 1, "vélo")])

    again = Vocabulary.from_columns(kept.columns())

    assert again.corrections("epicreie") == [(1, -3, "epicerie")]
    assert again.starting_with("ve") == [(1, "velo", "vélo")]
    assert Vocabulary.from_columns({}).corrections("velo") == []


def test_the_most_frequent_of_equally_near_words_is_taken():
    names = ["tartes", "cartes", "cartes de ville"]
    with Corpus([Document(key=key, name=name) for key, name in enumerate(names, 1)]):
        actions.rebuild(kind=KIND)

        assert search(KIND, Query("xartes")).corrected == "cartes"
        assert search(KIND, Query("xartes", exact=True)).corrected is None
        assert search(KIND, Query("tartes")).corrected is None


def test_words_that_came_since_the_building_are_repaired_and_suggested():
    with Corpus([Document(key=1, name="Épicerie")]) as source:
        actions.rebuild(kind=KIND)
        source.documents[2] = Document(key=2, name="Recyclerie du Lérins")
        actions.mark(kind=KIND, keys=[2])

        assert search(KIND, Query("recylcerie")).corrected == "recyclerie"
        assert suggest(KIND, "rec") == ["recyclerie"]

        del source.documents[2]
        actions.mark(kind=KIND, keys=[2])

        assert (search(KIND, Query("recylcerie")).total, suggest(KIND, "rec")) == (0, [])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("sol", ["solidaire", "solitude"]),
        ("l’épi", ["épicerie"]),
        ("epi", ["épicerie"]),
        ("épicerie sol", ["épicerie solidaire"]),
        ("s", []),
        ("", []),
        ("zzz", []),
        ("sol ", ["solidaire", "solitude"]),
        ("!!", []),
        ("سلام", []),
        ("so\x00", ["solidaire", "solitude"]),
    ],
)
def test_suggestions_end_the_last_word_and_find_something(typed, found):
    names = ["Épicerie solidaire", "Épiceries solidaires", "Solitude"]
    with Corpus([Document(key=key, name=name) for key, name in enumerate(names, 1)]):
        actions.rebuild(kind=KIND)

        assert suggest(KIND, typed) == found


def test_suggestions_are_limited():
    with Corpus([Document(key=key, name=f"mot{chr(97 + key)}x") for key in range(20)]):
        actions.rebuild(kind=KIND)

        assert len(suggest(KIND, "mot")) == 8
        assert suggest(KIND, "mot", limit=2) == ["motax", "motbx"]
