"""Building a generation: two passes over the objects of a source, memory bounded by the index itself."""

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from operator import itemgetter
from typing import Any, TypeVar

from django.db import transaction
from pyroaring import BitMap

from terreau.kernel.bulk import insert_rows
from terreau.search import geometry
from terreau.search.index.analysed import (
    DEGREE,
    HEAVIEST,
    LONGEST_NAME,
    LONGEST_TEXT,
    quality_of,
    sort_name_of,
)
from terreau.search.index.base import ORDER_PAGE, TYPES, WORD_TYPES, pack, pack_moments, pack_names
from terreau.search.index.words import Words
from terreau.search.models import Column, Generation, Posting
from terreau.search.registry import Document, Source
from terreau.search.spelling import MOST_WORDS, Vocabulary

CHUNK = 10_000  # documents whose numbers wait before they join the bitmaps: fewer, longer additions
COLUMN_PAGE = 65_536
ROWS = 1000
_POSTING = ("space", "key", "df", "bits", "weights")

Beat = Callable[[], None]


Key = TypeVar("Key")


def _join(bitmaps: dict[Key, BitMap], waiting: dict[Key, list[int]]) -> None:
    for key, numbers in waiting.items():
        bitmaps[key].update(sorted(numbers))


class Build:
    """The index of one source while it is made: first the numbers, then the documents, then the rows."""

    def __init__(self, source: Source, generation: Generation, beat: Beat) -> None:
        self.source = source
        self.generation = generation
        self.beat = beat
        self.keys = array("q")
        self.numbers = array("I")
        self.columns: dict[str, array] = {}
        self.words = Words()
        self.holders: Counter[int] = Counter()  # documents by number of a word
        self.in_text: dict[int, BitMap] = defaultdict(BitMap)  # by number of a term
        self.in_name: dict[int, BitMap] = defaultdict(BitMap)
        self.tagged: dict[str, BitMap] = defaultdict(BitMap)
        self.weights: dict[int, dict[int, int]] = defaultdict(dict)
        self.names: list[str] = []
        self.created = array("d")
        self.wide_prefix = f"{source.wide}:" if source.wide else ""
        self.wide_values: dict[str, int] = {"": 0}
        self.seen = BitMap()

    def run(self) -> None:
        """Make the whole; the generation is filled but does not serve yet."""
        self._number()
        for chunk in self._chunks():
            self._take(chunk)
            self.beat()
        self._write_columns()
        self._write_orders()
        self._write_words()
        self._write_postings()

    def _number(self) -> None:
        """Give each document the rank of its place on the map; those without a place come last."""
        codes = array("q")
        for key, lat, lon in self.source.places():
            self.keys.append(key)
            codes.append(geometry.code(lat, lon))
            if len(self.keys) % 50_000 == 0:
                self.beat()
        size = len(self.keys)
        ranks = array("I", sorted(range(size), key=codes.__getitem__))
        self.numbers = array("I", bytes(4 * size))
        for number, rank in enumerate(ranks):
            self.numbers[rank] = number
        for name in TYPES:
            self.columns[name] = array(TYPES[name], bytes(array(TYPES[name]).itemsize * size))
        self.columns["codes"] = array("q", map(codes.__getitem__, ranks))
        self.columns["keys"] = array("q", map(self.keys.__getitem__, ranks))
        self.names = [""] * size
        self.created = array("d", bytes(8 * size))
        self.generation.documents = size

    def _chunks(self) -> Iterator[list[tuple[int, Document]]]:
        """Yield the documents with their numbers; what appeared since the first pass was marked."""
        numbered = self._numbered()
        while chunk := list(islice(numbered, CHUNK)):
            yield chunk

    def _numbered(self) -> Iterator[tuple[int, Document]]:
        place, size = 0, len(self.keys)
        for document in self.source.documents(None):
            while place < size and self.keys[place] < document.key:
                place += 1
            if place < size and self.keys[place] == document.key:
                yield self.numbers[place], document

    def _take(self, chunk: list[tuple[int, Document]]) -> None:
        in_text: dict[int, list[int]] = defaultdict(list)
        in_name: dict[int, list[int]] = defaultdict(list)
        tagged: dict[str, list[int]] = defaultdict(list)
        term_of, read = self.words.term_of.__getitem__, self.words.read
        for number, document in chunk:
            name = read(document.name)
            text = read(document.text) if document.text else []
            self._note(number, document, len(name), len(text))
            self.holders.update({*name, *text})
            named = set(map(term_of, name))
            for term in named:
                in_name[term].append(number)
            for term in named.union(map(term_of, text)):
                in_text[term].append(number)
            for tag in document.tags:
                tagged[tag].append(number)
            if self.source.prose:
                for term, count in Counter(map(term_of, name + text)).items():
                    self.weights[term][number] = min(count, HEAVIEST)
        _join(self.in_text, in_text)
        _join(self.in_name, in_name)
        _join(self.tagged, tagged)

    def _note(self, number: int, document: Document, name_length: int, text_length: int) -> None:
        columns = self.columns
        self.seen.add(number)
        if document.lat is not None and document.lon is not None:
            columns["lat"][number] = round(document.lat * DEGREE)
            columns["lon"][number] = round(document.lon * DEGREE)
        columns["quality"][number] = quality_of(document)
        length = min(name_length + text_length, LONGEST_TEXT)
        name_length = min(name_length, LONGEST_NAME)
        columns["name_length"][number], columns["length"][number] = name_length, length
        self.names[number] = sort_name_of(document)
        self.created[number] = document.created
        self.generation.name_terms += name_length
        self.generation.terms += length
        if self.wide_prefix:
            columns["wide"][number] = self._wide_code(document)

    def _wide_code(self, document: Document) -> int:
        for tag in document.tags:
            if tag.startswith(self.wide_prefix):
                value = tag[len(self.wide_prefix) :]
                return self.wide_values.setdefault(value, len(self.wide_values))
        return 0

    def _write_columns(self) -> None:
        for name, values in self.columns.items():
            self._store(name, (values[at : at + COLUMN_PAGE] for at in range(0, len(values), COLUMN_PAGE)))
        wide = list(self.wide_values)
        found = [len(self.tagged.get(f"{self.wide_prefix}{value}", ())) for value in wide]
        self._store("wide_values", [array("B", json.dumps([wide, found]).encode())])
        del self.columns["lat"], self.columns["lon"], self.columns["codes"]

    def _store(self, name: str, pages: Iterable[array]) -> None:
        for page, values in enumerate(pages):
            with transaction.atomic():
                Column.objects.create(generation=self.generation, name=name, page=page, data=pack(values))
            self.beat()

    def _write_orders(self) -> None:
        """Write the numbers by name, by age and by key, each page with its first sort key and all of them."""
        keys, names, created = self.columns["keys"], self.names, self.created
        by_key = array("I", sorted(self.seen, key=keys.__getitem__))
        self._store_order(
            "key", by_key, lambda n: keys[n], lambda part: pack(array("q", [keys[n] for n in part]))
        )
        # Sorting keeps what is equal in its order: by name, then by key.
        self._store_order(
            "name",
            array("I", sorted(by_key, key=names.__getitem__)),
            lambda n: (names[n], keys[n]),
            lambda part: pack_names([names[n] for n in part]),
        )
        self.names = []
        by_key.reverse()
        self._store_order(
            "newest",
            array("I", sorted(by_key, key=created.__getitem__, reverse=True)),
            lambda n: (-created[n], -keys[n]),
            lambda part: pack_moments([-created[n] for n in part]),
        )

    def _store_order(
        self, name: str, numbers: array, first: Callable[[int], Any], packed: Callable[[array], bytes]
    ) -> None:
        for page, start in enumerate(range(0, len(numbers), ORDER_PAGE)):
            part = numbers[start : start + ORDER_PAGE]
            with transaction.atomic():
                Column.objects.create(
                    generation=self.generation,
                    name=f"by_{name}",
                    page=page,
                    first=json.dumps(first(part[0])),
                    data=pack(part),
                    values=packed(part),
                )
            self.beat()

    def _write_words(self) -> None:
        """Keep the most frequent words, for corrections and suggestions."""
        words, shown = self.words.words, self.words.shown
        kept = self.holders.most_common(MOST_WORDS)
        entries = sorted(
            (words[number], count, shown[number]) for number, count in kept if not words[number].isdigit()
        )
        self.holders.clear()
        self.beat()
        for name, raw in Vocabulary.of(entries).columns().items():
            self._store(name, [array(WORD_TYPES[name], raw)])

    def _write_postings(self) -> None:
        terms = self.words.terms
        found: list[tuple[str, str, BitMap, int]] = [("*", "", self.seen, -1)]
        found += [("t", terms[number], bits, number) for number, bits in self.in_text.items()]
        found += [("n", terms[number], bits, -1) for number, bits in self.in_name.items()]
        for tag, bits in self.tagged.items():
            space, _colon, key = tag.partition(":")
            found.append((space, key, bits, -1))
        found += [("q", f"{quality:02}", bits, -1) for quality, bits in self._qualities().items()]
        self.in_text, self.in_name, self.tagged = {}, {}, {}
        found.sort(key=itemgetter(0, 1), reverse=True)
        while found:
            rows = [self._posting(*found.pop()) for _number in range(min(ROWS, len(found)))]
            with transaction.atomic():
                insert_rows(Posting, _POSTING, rows, same={"generation_id": self.generation.pk})
            self.beat()

    def _qualities(self) -> dict[int, BitMap]:
        numbers: dict[int, list[int]] = defaultdict(list)
        qualities = self.columns["quality"]
        for number in self.seen:
            numbers[qualities[number]].append(number)
        return {quality: BitMap(some) for quality, some in numbers.items()}

    def _posting(self, space: str, key: str, bits: BitMap, term: int) -> tuple[str, str, int, bytes, bytes]:
        bits.run_optimize()
        weights = self.weights.pop(term, None)
        counts = bytes([weights[number] for number in bits]) if weights else b""
        return space, key, len(bits), bits.serialize(), counts
