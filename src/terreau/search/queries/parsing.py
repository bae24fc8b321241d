"""From the words typed to what is looked up: synonyms, corrections, stop words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from terreau.search.analysis import fold, term, terms, words
from terreau.search.index.snapshot import Snapshot, snapshots, synonyms_stamp
from terreau.search.models import SynonymSet

LONGEST_TEXT = 300
MOST_WORDS = 16
# A text that somebody wrote to be understood, not to search: what a project says of itself.
LONGEST_WHOLE = 6000
MOST_WORDS_WHOLE = 200

Phrase = tuple[str, ...]


@dataclass(frozen=True)
class Unit:
    """One thing that a document must hold: the word typed, and the ways to hold it (each of some terms).

    `guessed`: the word stands in the place of one that no document holds.
    """

    word: str
    ways: tuple[Phrase, ...]
    guessed: bool = False


@dataclass(frozen=True)
class Question:
    """The units of a question and, when a word was corrected, the question as it was understood."""

    units: tuple[Unit, ...]
    corrected: str | None = None
    too_common: bool = False


def readable(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return what is taken of a text: no control sign, single spaces, not endless."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text[: longest * 4]).split())[
        :longest
    ]


def ask(snapshot: Snapshot, text: str, *, exact: bool = False, whole: bool = False) -> Question:
    """Return what a text asks of a collection; words that it does not hold are corrected unless `exact`.

    `whole`: a long text is not cut at what people type in a box.
    """
    text = readable(text, LONGEST_WHOLE if whole else LONGEST_TEXT)
    typed = list(dict.fromkeys(words(text)))[: MOST_WORDS_WHOLE if whole else MOST_WORDS]
    if not typed:
        return Question((), too_common=bool(text))
    groups = synonyms()
    units = _units(typed, groups)
    if exact:
        return Question(units)
    unknown = {unit.word for unit in units if " " not in unit.word and not holds(snapshot, unit)}
    better = {word: found for word in sorted(unknown) if (found := correction(snapshot, word))}
    if not better:
        return Question(units)
    replaced = list(dict.fromkeys(better[word][0] if word in better else word for word in typed))
    guesses = {found for found, _shown in better.values()} - set(typed)
    return Question(
        tuple(replace(unit, guessed=unit.word in guesses) for unit in _units(replaced, groups)),
        corrected=_rewritten(text, {word: shown for word, (_found, shown) in better.items()}),
    )


def holds(snapshot: Snapshot, unit: Unit) -> bool:
    """Tell whether any document holds a unit."""
    names = [("t", one) for way in unit.ways for one in way]
    bits = snapshot.bits(names)
    return any(all(bits["t", one] for one in way) for way in unit.ways)


def correction(snapshot: Snapshot, word: str) -> tuple[str, str] | None:
    """Return the nearest word that the collection holds, folded and as people write it."""
    found = snapshot.memory.get(("correction", word), False)
    if found is False:
        base = snapshot.base.vocabulary()
        choices = base.corrections(word) + snapshot_words(snapshot).corrections(word)
        best = min(choices, default=None)
        found = (best[2], written(snapshot, best[2])) if best else None
        snapshot.memory["correction", word] = found
    return found


def snapshot_words(snapshot: Snapshot):
    """Return the vocabulary of the recent part, made when a mistake is first met."""
    if "words" not in snapshot.memory:
        from terreau.search.spelling import Vocabulary  # noqa: PLC0415

        overlay = snapshot.overlay
        snapshot.memory["words"] = Vocabulary.of(
            (word, overlay.words[word], overlay.shown.get(word, word))
            for word in overlay.sorted_words
            if overlay.words[word] > 0 and not word.isdigit()
        )
    return snapshot.memory["words"]


def written(snapshot: Snapshot, word: str) -> str:
    """Return how people write a folded word."""
    if snapshot.overlay.words.get(word, 0) > 0:
        return snapshot.overlay.shown.get(word, word)
    found = [
        shown for _count, one, shown in snapshot.base.vocabulary().starting_with(word)[:1] if one == word
    ]
    return found[0] if found else word


def _rewritten(text: str, better: dict[str, str]) -> str:
    """Put the corrections in the place of the words typed."""
    parts = []
    for part in text.split():
        inside = words(part)
        if any(word in better for word in inside):
            parts += [better.get(word, word) for word in inside]
        else:
            parts.append(part)
    return " ".join(parts)


def _units(typed: Sequence[str], groups: dict[Phrase, frozenset[Phrase]]) -> tuple[Unit, ...]:
    """Group the words into units: the longest expression that has synonyms first, else the word alone."""
    stems = [term(word) for word in typed]
    longest = max((len(phrase) for phrase in groups), default=1)
    units: dict[tuple[Phrase, ...], Unit] = {}
    place = 0
    while place < len(stems):
        for length in range(min(longest, len(stems) - place), 0, -1):
            phrase = tuple(stems[place : place + length])
            if length == 1 or phrase in groups:
                ways = (phrase, *sorted(groups.get(phrase, frozenset()) - {phrase}))
                units.setdefault(ways, Unit(" ".join(typed[place : place + length]), ways))
                place += length
                break
    return tuple(units.values())


def meanings(text: str) -> tuple[tuple[Phrase, ...], ...]:
    """Return the words and expressions of a whole text, once each, with the ways to say them here."""
    typed = list(dict.fromkeys(words(readable(text, LONGEST_WHOLE))))[:MOST_WORDS_WHOLE]
    snapshots([])  # no collection is asked, but the synonyms of this moment count
    return tuple(unit.ways for unit in _units(typed, synonyms()))


def synonyms() -> dict[Phrase, frozenset[Phrase]]:
    """Return, for each expression of the town's synonyms, those that mean the same, as last read."""
    return _groups(synonyms_stamp())


@lru_cache(maxsize=4)
def _groups(stamp: str) -> dict[Phrase, frozenset[Phrase]]:
    """Read the synonyms, once for each change of their table."""
    found: dict[Phrase, set[Phrase]] = {}
    if not stamp:
        return {}
    for row in SynonymSet.objects.values_list("words", flat=True).order_by("pk")[:2000]:
        phrases = {tuple(terms(entry)) for entry in fold(row).split(",")} - {()}
        for phrase in phrases:
            found.setdefault(phrase, set()).update(phrases)
    return {phrase: frozenset(others) for phrase, others in found.items()}
