"""The unchanging part of an index, read lazily and kept by the process that reads it."""

import json
import zlib
from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise
from typing import Any

from django.db.models import Q
from pyroaring import BitMap

from terreau.search.models import Column, Generation, Posting
from terreau.search.spelling import Vocabulary

ORDER_PAGE = 4096
MICRO = 1_000_000
KEPT_BYTES = 96 * 1024 * 1024
TYPES = {"keys": "q", "codes": "q", "lat": "i", "lon": "i", "quality": "B", "name_length": "B", "length": "H"}
TYPES["wide"] = "I"
WORD_TYPES = {"words": "B", "word_counts": "I", "word_marks": "I", "word_owners": "I"}

Entry = tuple[BitMap, bytes]
NOTHING: Entry = (BitMap(), b"")


def pack(values: array) -> bytes:
    """Return numbers as few bytes: all their first bytes, all their second bytes, and so on, compressed."""
    raw, size = values.tobytes(), values.itemsize
    return zlib.compress(b"".join(raw[place::size] for place in range(size)), 1)


def unpack(kind: str, packed: bytes) -> array:
    """Return the numbers that `pack` was given, of a kind of `array`."""
    values, raw = array(kind), zlib.decompress(packed)
    size, number = values.itemsize, len(raw) // values.itemsize
    mixed = bytearray(len(raw))
    for place in range(size):
        mixed[place::size] = raw[place * number : (place + 1) * number]
    values.frombytes(mixed)
    return values


def pack_names(names: Sequence[str]) -> bytes:
    """Return the names of a page of an order, a line each: cut apart much faster than JSON is read."""
    return zlib.compress("\n".join(names).encode(), 6)


def pack_moments(moments: Sequence[float]) -> bytes:
    """Return the moments of a page of an order (seconds), as steps of microseconds from one to the next."""
    micros = [round(moment * MICRO) for moment in moments]
    steps = [after - before for before, after in pairwise([0, *micros])]
    return zlib.compress("\n".join(map(str, steps)).encode(), 6)


def unpack_places(name: str, raw: bytes) -> list[Any]:
    """Return what sorts a page of an order: its names, or its moments in seconds."""
    lines = zlib.decompress(raw).decode().split("\n")
    if name == "name":
        return lines
    return [micros / MICRO for micros in accumulate(map(int, lines))]


class Base:
    """The postings and columns of one generation; None makes an empty one."""

    def __init__(self, generation: Generation | None) -> None:
        self.generation = generation
        self.uid = generation.uid if generation else ""
        self.size = generation.documents if generation else 0
        self._columns: dict[str, array] = {}
        self._pages: dict[tuple[str, int], BitMap] = {}
        self._orders: dict[str, list[array]] = {}
        self._firsts: dict[str, list[Any]] = {}
        self._spaces: dict[str, dict[str, BitMap]] = {}
        self._kept: OrderedDict[tuple[str, str], Entry] = OrderedDict()
        self._kept_bytes = 0
        self._vocabulary: Vocabulary | None = None
        self._wide: tuple[list[str], list[tuple[int, str]]] | None = None

    def postings(self, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Entry]:
        """Return the bitmap and the weights of each (space, key), in at most one query."""
        wanted = list(dict.fromkeys(wanted))
        missing: dict[str, list[str]] = {}
        for space, key in wanted:
            if (space, key) not in self._kept and self.size:
                missing.setdefault(space, []).append(key)
        if missing:
            self._read(missing)
        return {one: self._kept.get(one, NOTHING) for one in wanted}

    def _read(self, missing: dict[str, list[str]]) -> None:
        where = Q()
        for space, keys in missing.items():
            where |= Q(space=space, key__in=keys)
            for key in keys:
                self._keep((space, key), NOTHING, 100)
        rows = Posting.objects.filter(where, generation=self.generation)
        for space, key, bits, weights in rows.values_list("space", "key", "bits", "weights"):
            entry = BitMap.deserialize(bytes(bits)), bytes(weights)
            self._keep((space, key), entry, len(bits) + len(weights) + 300)

    def _keep(self, name: tuple[str, str], entry: Entry, size: int) -> None:
        self._kept[name] = entry
        self._kept_bytes += size
        # The least recently read go first; sizes of what is thrown away are only estimated.
        while self._kept_bytes > KEPT_BYTES and len(self._kept) > 1000:
            _name, (bits, _weights) = self._kept.popitem(last=False)
            self._kept_bytes -= 300 + 2 * len(bits) // 8

    def space(self, name: str) -> dict[str, BitMap]:
        """Return every bitmap of a small space (the values of a facet, the qualities), read once."""
        if name not in self._spaces:
            rows = Posting.objects.filter(generation=self.generation, space=name) if self.size else []
            self._spaces[name] = {row.key: BitMap.deserialize(bytes(row.bits)) for row in rows}
        return self._spaces[name]

    def everything(self) -> BitMap:
        """Return the numbers in use."""
        return self.space("*").get("", NOTHING[0])

    def column(self, name: str) -> array:
        """Return one fact of every document, by number."""
        if name not in self._columns:
            kind = WORD_TYPES.get(name) or TYPES.get(name, "B")
            values = array(kind)
            for raw in self._rows(name):
                values.extend(unpack(kind, raw))
            self._columns[name] = values
        return self._columns[name]

    def _rows(self, name: str, field: str = "data") -> list[bytes]:
        if not self.size:
            return []
        rows = Column.objects.filter(generation=self.generation, name=name).order_by("page")
        return [bytes(raw) for raw in rows.values_list(field, flat=True)]

    def order(self, name: str) -> list[array]:
        """Return the numbers in an order (`name` or `newest`), in pages."""
        if name not in self._orders:
            self._orders[name] = [unpack("I", raw) for raw in self._rows(f"by_{name}")]
        return self._orders[name]

    def page_bits(self, name: str, page: int) -> BitMap:
        """Return the numbers of one page of an order as a bitmap."""
        if (name, page) not in self._pages:
            self._pages[name, page] = BitMap(self.order(name)[page])
        return self._pages[name, page]

    def rank(self, name: str, value: Sequence[Any]) -> int:
        """Return how many documents come before a value in an order; reads one page."""
        page = bisect_right(self._first(name), list(value)) - 1
        if page < 0:
            return 0
        row = Column.objects.get(generation=self.generation, name=f"by_{name}", page=page)
        values, numbers = unpack_places(name, bytes(row.values)), unpack("I", bytes(row.data))
        keys, sign = self.column("keys"), 1 if name == "name" else -1

        def place(at: int) -> tuple[Any, int]:
            return values[at], sign * keys[numbers[at]]

        return page * ORDER_PAGE + bisect_right(range(len(numbers)), tuple(value), key=place)

    def numbers_of(self, keys: Iterable[int]) -> dict[int, int]:
        """Return the numbers of the objects that the base holds, by key."""
        found = {}
        pages: dict[int, tuple[array, array]] = {}
        for key in sorted(keys):
            firsts = self._first("key")
            page = bisect_right(firsts, key) - 1
            if page < 0:
                continue
            if page not in pages:
                row = Column.objects.get(generation=self.generation, name="by_key", page=page)
                pages[page] = unpack("q", bytes(row.values)), unpack("I", bytes(row.data))
            values, numbers = pages[page]
            place = bisect_right(values, key) - 1
            if place >= 0 and values[place] == key:
                found[key] = numbers[place]
        return found

    def _first(self, name: str) -> list[Any]:
        if name not in self._firsts:
            rows = Column.objects.filter(generation=self.generation, name=f"by_{name}").order_by("page")
            firsts = rows.values_list("first", flat=True) if self.size else []
            self._firsts[name] = [json.loads(first) for first in firsts]
        return self._firsts[name]

    def read_ahead(self) -> None:
        """Read what nearly every question needs, before anybody asks."""
        self.vocabulary()
        self.wide()
        for space in ("*", "q"):
            self.space(space)
        for name in TYPES:
            self.column(name)

    def vocabulary(self) -> Vocabulary:
        """Return the words of the documents."""
        if self._vocabulary is None:
            columns = {name: self.column(name).tobytes() for name in WORD_TYPES}
            self._columns = {name: one for name, one in self._columns.items() if name not in WORD_TYPES}
            self._vocabulary = Vocabulary.from_columns(columns)
        return self._vocabulary

    def wide(self) -> tuple[list[str], list[tuple[int, str]]]:
        """Return the values of the wide facet by code, and (documents, value) from the most frequent on."""
        if self._wide is None:
            raw = self.column("wide_values").tobytes()
            values, counts = json.loads(raw) if raw else ([], [])
            named = ((count, value) for count, value in zip(counts, values, strict=True) if value)
            self._wide = values, sorted(named, key=lambda one: (-one[0], one[1]))
        return self._wide
