"""A document as the index keeps it."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from terreau.search import geometry
from terreau.search.analysis import WORDS, fold, term, words
from terreau.search.registry import Document

LONGEST_NAME = 255
LONGEST_TEXT = 65_535
HEAVIEST = 255
DEGREE = 10_000_000  # positions are kept to a ten-millionth of a degree: one centimetre


@dataclass(slots=True)
class Analysed:
    """The terms, tags and facts of a document; what is stored of it until the next building."""

    key: int
    names: list[str]
    counts: dict[str, int]
    tags: tuple[str, ...]
    name_length: int
    length: int
    quality: int
    lat: int | None
    lon: int | None
    sort_name: str
    created: float
    words: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)

    @property
    def code(self) -> int:
        """The place on the map, as a number."""
        return (
            geometry.NOWHERE
            if self.lat is None or self.lon is None
            else geometry.code(self.lat / DEGREE, self.lon / DEGREE)
        )

    def postings(self) -> list[tuple[str, str]]:
        """Return every (space, key) under which the document stands."""
        found = [("t", one) for one in self.counts]
        found += [("n", one) for one in self.names]
        found += [(space, value) for space, _colon, value in (tag.partition(":") for tag in self.tags)]
        return [*found, ("q", f"{self.quality:02}")]


def analyse(document: Document) -> Analysed:
    """Return the document with its terms."""
    in_name, in_text = words(document.name), words(document.text) if document.text else []
    names = [term(word) for word in in_name]
    counts = Counter(names)
    counts.update([term(word) for word in in_text])
    return Analysed(
        key=document.key,
        names=list(dict.fromkeys(names)),
        counts=counts,
        tags=document.tags,
        name_length=min(len(in_name), LONGEST_NAME),
        length=min(len(in_name) + len(in_text), LONGEST_TEXT),
        quality=quality_of(document),
        lat=None if document.lat is None else round(document.lat * DEGREE),
        lon=None if document.lon is None else round(document.lon * DEGREE),
        sort_name=sort_name_of(document),
        created=document.created,
        words=list(dict.fromkeys(in_name + in_text)),
    )


def quality_of(document: Document) -> int:
    """Return how complete a document is, from 0 to 31."""
    return min(max(document.quality, 0), 31)


def sort_name_of(document: Document) -> str:
    """Return the name that sorts a document, on one line."""
    return " ".join(document.sort_name.split())


def analyse_recent(document: Document) -> Analysed:
    """Return the document with its terms and how its words are written, which a building keeps apart."""
    one = analyse(document)
    written = spellings(f"{document.name} {document.text}")
    one.shown = [raw for word, raw in written.items() if raw != word]
    return one


def spellings(text: str) -> dict[str, str]:
    """Return how the words of a text are written, by folded word (lower case, accents kept)."""
    found: dict[str, str] = {}
    for raw in WORDS.findall(text.lower()):
        found.setdefault(fold(raw), raw)
    return found


def to_facts(one: Analysed) -> dict[str, Any]:
    """Return what a row keeps."""
    return {name: getattr(one, name) for name in Analysed.__slots__}


def from_facts(facts: dict[str, Any]) -> Analysed:
    """Read back what `to_facts` gave."""
    return Analysed(**facts | {"tags": tuple(facts["tags"])})
