"""What changed since the base was built, in memory: a process reads only what it has not read yet."""

import json
from bisect import insort
from collections import Counter
from dataclasses import dataclass

from django.db.models import QuerySet
from pyroaring import BitMap

from terreau.search.index.analysed import Analysed, from_facts, spellings
from terreau.search.models import RecentDocument


@dataclass(slots=True)
class Recent:
    """A changed document: its facts, its place on the map and its places in the orders of the base."""

    number: int
    one: Analysed
    code: int
    ranks: dict[str, int]

    def place(self, order: str) -> tuple:
        """Return where it stands in an order, comparable with the (rank, 1) of the base."""
        value = (self.one.sort_name, self.one.key) if order == "name" else (-self.one.created, -self.one.key)
        return (self.ranks[order], 0, *value)


class Overlay:
    """The recent part; `revision` says up to which change it was read."""

    def __init__(self) -> None:
        self.revision = -1
        self.docs: dict[int, Recent] = {}
        self.numbers: dict[int, int] = {}
        self.dead = BitMap()
        self.live = BitMap()
        self.postings: dict[tuple[str, str], BitMap] = {}
        self.spaces: dict[str, set[str]] = {}
        self.words: Counter[str] = Counter()
        self.shown: dict[str, str] = {}
        self.sorted_words: list[str] = []
        self.name_terms = 0
        self.terms = 0

    def read(self, rows: QuerySet[RecentDocument]) -> None:
        """Take in the rows changed since the last reading."""
        for row in rows.filter(revision__gt=self.revision).order_by("revision", "pk"):
            self._forget(row.key)
            if row.replaces is not None:
                self.dead.add(row.replaces)
            if row.number is not None:
                facts = json.loads(row.facts)
                ranks = facts.pop("ranks")
                self._add(row.number, from_facts(facts), ranks)
            self.revision = max(self.revision, row.revision)

    def _add(self, number: int, one: Analysed, ranks: dict[str, int]) -> None:
        self.docs[number] = Recent(number, one, one.code, ranks)
        self.numbers[one.key] = number
        self.live.add(number)
        for name in one.postings():
            if name not in self.postings:
                self.postings[name] = BitMap()
                self.spaces.setdefault(name[0], set()).add(name[1])
            self.postings[name].add(number)
        self.words.update(one.words)
        for word in one.words:
            if word not in self.shown:
                insort(self.sorted_words, word)
                self.shown[word] = word
        for raw in one.shown:
            self.shown.update(spellings(raw))
        self.name_terms += one.name_length
        self.terms += one.length

    def _forget(self, key: int) -> None:
        number = self.numbers.pop(key, None)
        if number is None:
            return
        one = self.docs.pop(number).one
        self.live.discard(number)
        for name in one.postings():
            bits = self.postings[name]
            bits.discard(number)
            if not bits:
                del self.postings[name]
                self.spaces[name[0]].discard(name[1])
        self.words.subtract(one.words)
        self.name_terms -= one.name_length
        self.terms -= one.length
