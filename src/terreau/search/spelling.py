"""Words typed wrong: the nearest word that the collection holds.

Deleting one or two letters on both sides finds every word at that distance without trying the others
(Garbe's symmetric deletion); what it proposes is verified by the optimal string alignment distance. The
deletions of the first seven letters stand as sorted 32-bit fingerprints beside the numbers of their words.
"""

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from itertools import combinations

PREFIX = 7
LONG_WORD = 8  # from this length on, two mistakes are forgiven
SHORTEST = 4
MOST_WORDS = 100_000


def reach(word: str) -> int:
    """Return how many mistakes are forgiven in a word."""
    if len(word) < SHORTEST or not word.isalpha():
        return 0
    return 2 if len(word) >= LONG_WORD else 1


def deletions(word: str, most: int) -> set[str]:
    """Return the beginning of a word, and what is left of it once up to `most` letters are deleted."""
    start = word[:PREFIX]
    found = {start}
    for number in range(1, min(most, len(start) - 1) + 1):
        found.update("".join(kept) for kept in combinations(start, len(start) - number))
    return found


def fingerprint(text: str) -> int:
    """Return 32 bits that stand for a text, the same in every process."""
    return zlib.crc32(text.encode())


def osa(one: str, two: str, limit: int) -> int:
    """Return the optimal string alignment distance, or `limit` + 1 when it is greater."""
    if abs(len(one) - len(two)) > limit:
        return limit + 1
    older: list[int] = []
    previous = list(range(len(two) + 1))
    for i, sign in enumerate(one, 1):
        row = [i]
        for j, other in enumerate(two, 1):
            cost = min(previous[j] + 1, row[j - 1] + 1, previous[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == two[j - 2] and one[i - 2] == other:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > limit:
            return limit + 1
        older, previous = previous, row
    return previous[-1]


class Vocabulary:
    """The words of a collection, sorted, with how many documents hold each and how people write it."""

    def __init__(
        self, words: list[str], counts: array, shown: list[str], marks: array, owners: array
    ) -> None:
        self.words = words
        self.counts = counts
        self.shown = shown
        self._marks = marks
        self._owners = owners

    @classmethod
    def of(cls, entries: Iterable[tuple[str, int, str]]) -> "Vocabulary":
        """Build from (word, count, how it is written), the words sorted."""
        entries = list(entries)
        # A pair is one number: the fingerprint, then the word it comes from.
        pairs = array(
            "Q",
            sorted(
                fingerprint(left) << 32 | number
                for number, (word, _count, _shown) in enumerate(entries)
                for left in (deletions(word, reach(word)) if reach(word) else ())
            ),
        )
        return cls(
            [word for word, _count, _shown in entries],
            array("I", [count for _word, count, _shown in entries]),
            [shown for _word, _count, shown in entries],
            array("I", [pair >> 32 for pair in pairs]),
            array("I", [pair & 0xFFFFFFFF for pair in pairs]),
        )

    def columns(self) -> dict[str, bytes]:
        """Return the whole as bytes to store."""
        lines = (
            f"{word}\t{'' if shown == word else shown}"
            for word, shown in zip(self.words, self.shown, strict=True)
        )
        return {
            "words": "\n".join(lines).encode(),
            "word_counts": self.counts.tobytes(),
            "word_marks": self._marks.tobytes(),
            "word_owners": self._owners.tobytes(),
        }

    @classmethod
    def from_columns(cls, columns: dict[str, bytes]) -> "Vocabulary":
        """Read back what `columns` gave."""
        lines = [line.split("\t") for line in columns.get("words", b"").decode().split("\n") if line]
        counts, marks, owners = (
            array("I", columns.get(name, b"")) for name in ("word_counts", "word_marks", "word_owners")
        )
        return cls([line[0] for line in lines], counts, [line[1] or line[0] for line in lines], marks, owners)

    def _near(self, word: str) -> Iterator[int]:
        for left in deletions(word, reach(word)):
            mark = fingerprint(left)
            place = bisect_left(self._marks, mark)
            while place < len(self._marks) and self._marks[place] == mark:
                yield self._owners[place]
                place += 1

    def corrections(self, word: str) -> list[tuple[int, int, str]]:
        """Return (distance, minus the count, word) of the words within reach, unsorted."""
        most = reach(word)
        if not most:
            return []
        found = []
        for number in set(self._near(word)):
            other = self.words[number]
            distance = osa(word, other, min(most, reach(other)))
            if distance <= min(most, reach(other)):
                found.append((distance, -self.counts[number], other))
        return found

    def starting_with(self, start: str) -> list[tuple[int, str, str]]:
        """Return (count, word, how it is written) of the words that begin so."""
        first, last = bisect_left(self.words, start), bisect_left(self.words, start + "\U0010ffff")
        return [(self.counts[n], self.words[n], self.shown[n]) for n in range(first, last)]
