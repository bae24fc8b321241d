"""A plain BM25 to be compared with (Robertson and Zaragoza, 2009), with no tuning: k1 1.2, b 0.75."""

import math
from collections import Counter
from collections.abc import Sequence

K1 = 1.2
B = 0.75


class BM25:
    """Documents as lists of words, in memory."""

    def __init__(self, documents: Sequence[Sequence[str]]) -> None:
        self._counts = [Counter(words) for words in documents]
        self._lengths = [len(words) for words in documents]
        self._mean = sum(self._lengths) / max(len(documents), 1) or 1.0
        self._holding = Counter(word for counts in self._counts for word in counts)

    def idf(self, word: str) -> float:
        """Return how rare a word is, never below zero."""
        held = self._holding[word]
        return math.log(1 + (len(self._counts) - held + 0.5) / (held + 0.5))

    def best(self, words: Sequence[str], number: int) -> list[int]:
        """Return the places of the best documents, best first, equal ones in their own order."""
        scores: dict[int, float] = {}
        for word in words:
            weight = self.idf(word)
            for place, counts in enumerate(self._counts):
                if count := counts.get(word):
                    norm = K1 * (1 - B + B * self._lengths[place] / self._mean)
                    scores[place] = scores.get(place, 0.0) + weight * count * (K1 + 1) / (count + norm)
        return sorted(scores, key=lambda place: (-scores[place], place))[:number]
