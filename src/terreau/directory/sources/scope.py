"""What the reader must know of the directory before it reads: which units matter, what columns mean."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field


class Sirens:
    """A set of SIREN numbers in four bytes each: there are millions."""

    def __init__(self, numbers: Iterable[str] = ()) -> None:
        self._sorted = array("I", sorted(array("I", map(int, numbers))))

    def __contains__(self, siren: str) -> bool:
        number = int(siren)
        place = bisect_left(self._sorted, number)
        return place < len(self._sorted) and self._sorted[place] == number


@dataclass
class Scope:
    """The units known to be in the ESS, the units that have a sheet, and the meaning of columns."""

    units: Sirens = field(default_factory=Sirens)
    has_units: bool = False  # a whole file of legal units was loaded: an unknown unit is outside the ESS
    listed: Sirens = field(default_factory=Sirens)
    sheets: Sirens = field(default_factory=Sirens)
    mapping: dict[str, str] = field(default_factory=dict)
    as_of: str = ""
