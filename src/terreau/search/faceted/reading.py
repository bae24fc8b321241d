"""From the metadata of a document or of a question to facets that can be compared."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from terreau.search.analysis import fold, terms
from terreau.search.faceted.keys import (
    AMOUNT,
    DATE,
    HEADCOUNT,
    NOT_A_FACET,
    POPULATION,
    TERRITORY,
    is_known,
    parts_of,
    role_of,
)

DEEPEST = 4
MOST_VALUES = 500
RANGES = frozenset({DATE, AMOUNT, HEADCOUNT, POPULATION})
# Values that say “whoever, whatever”: they fail nobody.
ANY = frozenset(
    {"tous", "toutes", "tout", "all", "any", "everyone", "everybody", "indifferent", "tout public"}
    | {"tous publics", "tous les publics", "toutes les structures", "toute structure", "sans condition"}
)
_NUMBER = re.compile(r"\d[\d\u00a0\u202f .]*(?:,\d+)?")
_ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})")
_FRENCH = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_SEPARATORS = re.compile(r"[;|\n]")

Value = tuple[str, ...]


@dataclass
class Facet:
    """What one side says under one role: values in words, a range of numbers or days, yes or no.

    `stated`: the range was given as such, by a minimum, a maximum or both; a single number is not a range.
    """

    values: dict[Value, str] = field(default_factory=dict)
    low: float | None = None
    high: float | None = None
    stated: bool = False
    truth: bool | None = None
    is_open: bool = False

    @property
    def has_range(self) -> bool:
        return self.low is not None or self.high is not None


Facets = dict[str, Facet]


def read(metadata: Any) -> Facets:
    """Return the facets of a metadata object, by role; what is empty or not understood is left out."""
    found: Facets = {}
    for name, value in _flat(metadata, "", 0):
        role, bound = role_of(name)
        if role != NOT_A_FACET:
            _add(found.setdefault(role, Facet()), role, bound, name, value)
    return {role: one for role, one in found.items() if one != Facet()}


def value_of(text: str) -> Value:
    """Return a value as it is compared: its terms, or its signs when it is a letter or a stop word."""
    return tuple(terms(text)) or tuple(re.findall(r"\w+", fold(text)))


def _flat(value: Any, name: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Yield every (name, scalar) of nested objects; what stands inside a named role keeps that role."""
    if depth > DEEPEST or value is None or value == "":
        return
    if isinstance(value, Mapping):
        inside = bool(name) and is_known(role_of(name)[0])
        for key, inner in value.items():
            if role_of(str(key)) != (NOT_A_FACET, ""):
                yield from _flat(inner, f"{name} {key}" if inside else str(key), depth + 1)
    elif isinstance(value, list | tuple):
        for inner in value[:MOST_VALUES]:
            yield from _flat(inner, name, depth + 1)
    else:
        yield name, value


def _add(facet: Facet, role: str, bound: str, name: str, value: Any) -> None:
    if isinstance(value, bool):
        facet.truth = value
        return
    if role in RANGES or bound or isinstance(value, float):
        numbers = _days(str(value)) if role == DATE else _numbers(value)
        if numbers or role == DATE:
            _widen(facet, bound, numbers)
            return
    for part in _SEPARATORS.split(str(value)):
        if role != TERRITORY and " ".join(fold(part).split()) in ANY:
            facet.is_open = True
        elif words := value_of(part):
            # The name of a place says what its code is a code of: region 11 is not département 11.
            facet.values.setdefault(
                (*parts_of(name), "", *words) if role == TERRITORY else words, part.strip()
            )


def _widen(facet: Facet, bound: str, found: list[float]) -> None:
    if not found:
        return
    facet.stated = facet.stated or bool(bound) or len(found) > 1
    if bound != "max":
        facet.low = min(found) if facet.low is None else min(facet.low, *found)
    if bound != "min":
        facet.high = max(found) if facet.high is None else max(facet.high, *found)


def _numbers(value: Any) -> list[float]:
    if isinstance(value, int | float):
        return [float(value)]
    found = []
    for text in _NUMBER.findall(str(value)):
        plain = re.sub(r"\s", "", text).rstrip(".")
        if re.fullmatch(r"\d{1,3}(\.\d{3})+(,\d+)?", plain):
            plain = plain.replace(".", "")
        try:
            found.append(float(plain.replace(",", ".")))
        except ValueError:
            continue
    return found


def _days(text: str) -> list[float]:
    written = [(int(year), int(month), int(day)) for year, month, day in _ISO.findall(text)]
    written += [(int(year), int(month), int(day)) for day, month, year in _FRENCH.findall(text)]
    found = []
    for year, month, day in written:
        try:
            found.append(float(dt.date(year, month, day).toordinal()))
        except ValueError:
            continue
    return found
