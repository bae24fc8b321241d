"""Building a generation: two passes over the objects of a source, memory bounded by the index itself."""

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import transaction
from pyroaring import BitMap

from terreau.search import geometry
from terreau.search.index.analysed import HEAVIEST, Analysed, analyse, spellings
from terreau.search.index.base import ORDER_PAGE, TYPES, pack, pack_places
from terreau.search.models import Column, Generation, Posting
from terreau.search.registry import Document, Source
from terreau.search.spelling import MOST_WORDS, Vocabulary

CHUNK = 20_000  # documents whose numbers wait before they join the bitmaps: fewer, longer additions
COLUMN_PAGE = 65_536
ROWS = 1000

Beat = Callable[[], None]


class Build:
    """The index of one source while it is made: first the numbers, then the documents, then the rows."""

    def __init__(self, source: Source, generation: Generation, beat: Beat) -> None:
        self.source = source
        self.generation = generation
        self.beat = beat
        self.keys = array("q")
        self.numbers = array("I")
        self.columns: dict[str, array] = {}
        self.postings: dict[str, dict[str, BitMap]] = defaultdict(lambda: defaultdict(BitMap))
        self.weights: dict[str, dict[int, int]] = defaultdict(dict)
        self.words: Counter[str] = Counter()
        self.shown: dict[str, str] = {}
        self.names: list[str] = []
        self.created = array("d")
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
        ranks = sorted(range(size), key=codes.__getitem__)
        self.numbers = array("I", bytes(4 * size))
        for number, rank in enumerate(ranks):
            self.numbers[rank] = number
        for name in TYPES:
            self.columns[name] = array(TYPES[name], bytes(array(TYPES[name]).itemsize * size))
        self.columns["codes"] = array("q", [codes[rank] for rank in ranks])
        self.columns["keys"] = array("q", [self.keys[rank] for rank in ranks])
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
        waiting: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
        terms, names, qualities = waiting["t"], waiting["n"], waiting["q"]
        for number, document in chunk:
            one = analyse(document)
            self._note(number, one, document)
            for term in one.counts:
                terms[term].append(number)
            for term in one.names:
                names[term].append(number)
            for tag in one.tags:
                space, _colon, key = tag.partition(":")
                waiting[space][key].append(number)
            qualities[f"{one.quality:02}"].append(number)
        for space, keys in waiting.items():
            bitmaps = self.postings[space]
            for key, numbers in keys.items():
                bitmaps[key].update(numbers)

    def _note(self, number: int, one: Analysed, document: Document) -> None:
        columns = self.columns
        self.seen.add(number)
        if one.lat is not None and one.lon is not None:
            columns["lat"][number], columns["lon"][number] = one.lat, one.lon
        columns["quality"][number] = one.quality
        columns["name_length"][number] = one.name_length
        columns["length"][number] = one.length
        self.names[number] = one.sort_name
        self.created[number] = one.created
        self.generation.name_terms += one.name_length
        self.generation.terms += one.length
        if self.source.wide:
            columns["wide"][number] = self._wide_code(one)
        if self.source.prose:
            for term, count in one.counts.items():
                self.weights[term][number] = min(count, HEAVIEST)
        self.words.update(one.words)
        if not all(map(self.shown.__contains__, one.words)):
            for word, raw in spellings(f"{document.name} {document.text}").items():
                self.shown.setdefault(word, raw)
            for word in one.words:
                self.shown.setdefault(word, word)

    def _wide_code(self, one: Analysed) -> int:
        prefix = f"{self.source.wide}:"
        value = next((tag[len(prefix) :] for tag in one.tags if tag.startswith(prefix)), "")
        return self.wide_values.setdefault(value, len(self.wide_values))

    def _write_columns(self) -> None:
        for name, values in self.columns.items():
            self._store(name, (values[at : at + COLUMN_PAGE] for at in range(0, len(values), COLUMN_PAGE)))
        found = self.postings[self.source.wide] if self.source.wide else {}
        wide = list(self.wide_values)
        self._store("wide_values", [[wide, [len(found.get(value, ())) for value in wide]]])
        del self.columns["lat"], self.columns["lon"], self.columns["codes"]
        self.postings["*"][""] = self.seen

    def _store(self, name: str, pages: Iterable[list | array]) -> None:
        for page, values in enumerate(pages):
            with transaction.atomic():
                Column.objects.create(generation=self.generation, name=name, page=page, data=pack(values))
            self.beat()

    def _write_orders(self) -> None:
        """Write the numbers by name, by age and by key, each page with its first sort key and all of them."""
        keys, names, created = self.columns["keys"], self.names, self.created
        self._store_order(
            "name", sorted(self.seen, key=lambda n: (names[n], keys[n])), lambda n: (names[n], keys[n])
        )
        self.names = []
        self._store_order(
            "newest",
            sorted(self.seen, key=lambda n: (-created[n], -keys[n])),
            lambda n: (-created[n], -keys[n]),
        )
        self._store_order("key", sorted(self.seen, key=keys.__getitem__), lambda n: keys[n])

    def _store_order(self, name: str, numbers: list[int], value: Callable[[int], Any]) -> None:
        for page, start in enumerate(range(0, len(numbers), ORDER_PAGE)):
            part = numbers[start : start + ORDER_PAGE]
            values = [value(number) for number in part]
            with transaction.atomic():
                Column.objects.create(
                    generation=self.generation,
                    name=f"by_{name}",
                    page=page,
                    first=json.dumps(values[0]),
                    data=pack(array("I", part)),
                    values=pack(array("q", values)) if name == "key" else pack_places(values),
                )
            self.beat()

    def _write_words(self) -> None:
        """Keep the most frequent words, for corrections and suggestions."""
        kept = self.words.most_common(MOST_WORDS) if len(self.words) > MOST_WORDS else self.words.items()
        entries = sorted((word, count, self.shown[word]) for word, count in kept if not word.isdigit())
        self.words, self.shown = Counter(), {}
        self.beat()
        for name, raw in Vocabulary.of(entries).columns().items():
            self._store(name, [array("B", raw)])

    def _write_postings(self) -> None:
        rows: list[Posting] = []
        for space in list(self.postings):
            for key, bits in sorted(self.postings.pop(space).items()):
                rows.append(self._posting(space, key, bits))
                if len(rows) >= ROWS:
                    self._flush(rows)
                    rows = []
        self._flush(rows)

    def _posting(self, space: str, key: str, bits: BitMap) -> Posting:
        bits.run_optimize()
        weights = self.weights.pop(key, None) if space == "t" else None
        return Posting(
            generation=self.generation,
            space=space,
            key=key,
            df=len(bits),
            bits=bits.serialize(),
            weights=bytes([weights[number] for number in bits]) if weights else b"",
        )

    def _flush(self, rows: list[Posting]) -> None:
        with transaction.atomic():
            Posting.objects.bulk_create(rows)
        self.beat()
