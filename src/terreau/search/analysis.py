"""French text as the terms under which it is found: the same for the index and for the question.

    terms("Les épiceries solidaires de l’Œuvre") == ["epiceri", "solidair", "oeuvr"]

Lower case, ligatures opened, accents taken off, cut at what is neither letter nor digit (so that elisions
and hyphens need no rule of their own), stop words left out, the plurals that stemmers miss, then the
Snowball French stemmer. Measured and argued in docs/adr/0006.
"""

import re
import unicodedata
from functools import lru_cache

import Stemmer

LONGEST_WORD = 40
WORDS = re.compile(r"[^\W_]+")
DOTTED = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")
_PLAIN = str.maketrans("àáâãäåçèéêëìíîïñòóôõöøùúûüýÿ", "aaaaaaceeeeiiiinoooooouuuuyy") | {
    ord("œ"): "oe",
    ord("æ"): "ae",
    ord("ß"): "ss",
}
_STEMMER = Stemmer.Stemmer("french")
_STEMMER.maxCacheSize = 0  # ours below keeps the whole way from word to term

# Articles, pronouns, prepositions, auxiliaries and what an apostrophe leaves of them, without accents.
_STOP_WORDS = """
    a ai aie aient ait alors as au aucun aucune aura aurait aussi autre autres aux avaient avais avait
    avant avec avez avoir avons ayant c ca car ce ceci cela celle celles celui ces cet cette ceux chez
    ci comme comment d dans de des dont du elle elles en encore entre es est et etaient etait etant etc
    etre eu eux font fait il ils j je jusque l la le les leur leurs lors lorsque lui m ma mais
    me meme memes mes moi mon n ne ni nos notre nous on ont ou par pas peu peut peuvent plus pour
    pourquoi puis qu quand que quel quelle quelles quels qui quoi s sa sans se sera serait ses si sinon
    soi soient sois soit sommes son sont sous suis sur t ta te tes toi ton tous tout toute toutes tres
    trop tu un une vers voici voila vos votre vous y
"""
STOP_WORDS = frozenset(_STOP_WORDS.split())


def fold(text: str) -> str:
    """Return the text in lower case without accents nor ligatures; each sign stays apart."""
    text = text.lower().replace("\x00", "")
    if not text.isascii():  # one walk through the signs, and a second one only beyond French
        text = text.translate(_PLAIN)
    if not text.isascii():
        text = "".join(
            sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign)
        )
    if "." in text:  # e.s.s. is ess
        text = DOTTED.sub(lambda found: found.group().replace(".", ""), text)
    return text


def words(text: str) -> list[str]:
    """Return the folded words of a text, stop words left out."""
    return [word[:LONGEST_WORD] for word in WORDS.findall(fold(text)) if word not in STOP_WORDS]


@lru_cache(maxsize=200_000)
def term(word: str) -> str:
    """Return the term of a folded word: its plural taken off, then its stem."""
    if len(word) > 3:
        if word.endswith("aux") and not word.endswith("eaux"):
            word = word[:-3] + "al"
        elif word[-1] in "sx" and not word.endswith("ss"):
            word = word[:-1]
    return _STEMMER.stemWord(word)


def terms(text: str) -> list[str]:
    """Return the terms of a text, in order, repetitions kept."""
    return [term(word) for word in words(text)]
