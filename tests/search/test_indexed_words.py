"""Reading by looking words up gives what the analysis of a whole text gives."""

from hypothesis import given
from hypothesis import strategies as st

from terreau.search.analysis import term, words
from terreau.search.index.words import Words

SIGNS = "aàâeéêiîoôœuùcçsx’' -._,;²É\u0301ßΩ3\x00"
TEXTS = [
    "L’Épicerie solidaire d'à côté",
    "e.s.s. et E.S.S, ou ess.",
    "Cœur à cœur : les œuvres, LES ŒUVRES",
    "e\u0301picerie de\u0301compose\u0301e",
    "مرحبا بالعالم 🚲 vélos²",
    "un_mot_souligné aux travaux",
    "a" * 50 + " fin",
    "",
]


def read(known: Words, text: str) -> list[tuple[str, str]]:
    return [(known.words[one], known.terms[known.term_of[one]]) for one in known.read(text)]


def analysed(text: str) -> list[tuple[str, str]]:
    return [(word, term(word)) for word in words(text)]


def test_french_and_other_texts():
    known = Words()
    for text in TEXTS + TEXTS:
        assert read(known, text) == analysed(text)
    assert known.shown[known.words.index("epicerie")] == "épicerie"


@given(st.lists(st.text(alphabet=SIGNS, max_size=12), max_size=6))
def test_any_text(texts):
    known = Words()
    for text in texts:
        assert read(known, text) == analysed(text)
