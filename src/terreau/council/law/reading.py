"""How a town reads the law where no jurist has settled it for us: each choice stands beside its doubt."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Reading:
    """The choices of one town; the defaults are the careful ones."""

    # L.2121-2 gives a table by population, but Paris, Lyon, Marseille, joined communes (L.2113-7) and
    # councils deemed complete (L.2121-2-1) have others: 0 follows the table.
    seats: int = 0

    # L.2121-17 wants a second convocation "three days at least" later: counted here from one session to
    # the other. Who reads clear days writes 4.
    second_call_days: int = 3

    # CE, 19 January 1983, Chauré, and an answer of the minister in 2007 (no 24626) leave those who keep
    # out for their interest out of the quorum. Whether the law of 24 December 2025 changes it for those who
    # stay in the room is not known.
    interested_count_as_present: bool = False

    # The mayor who has an interest is replaced by a deputy with an order (L.2122-17, L.2122-18); for a
    # contract, L.2122-26 may want the council itself to name who signs.
    council_names_signatory: bool = False

    # Case law voids what is signed before the deliberation is executory, even on the same day (CE,
    # 20 January 1989, Millau, no 70686; CE, 29 July 2002, no 227419; TA Montpellier, 7 November 2002).
    # Signatures are known by their day only, hence from the next day on.
    sign_from_the_next_day: bool = True

    # R.421-1 of the code of administrative justice, cited from memory in our sources.
    recourse_months: int = 2

    # L.2131-2 II, from memory: below it, paper may still go to the prefect.
    telematic_population: int = 50_000

    # No text gives a delay to transmit a deliberation (L.2131-13 gives 15 days to individual decisions and
    # contracts, from memory): this one is the town's own aim.
    transmission_days: int = 7

    # L.2121-23, from memory: deliberations are entered "by order of date". The number itself is a usage:
    # by session (2015-05-21/12), or by year (2015-012).
    numbered_by_year: bool = False

    @classmethod
    def parse(cls, words: Iterable[str]) -> "Reading":
        """Read choices written `name=value`; an unknown name or a value of another kind is refused."""
        kinds = {name: type(value) for name, value in asdict(cls()).items()}
        chosen: dict[str, Any] = {}
        for word in words:
            name, _, value = word.partition("=")
            if name not in kinds:
                raise ValueError(f"{name!r} is not one of {', '.join(kinds)}.")
            if not value.isdecimal() or (kinds[name] is bool and value not in {"0", "1"}):
                raise ValueError(f"{word!r}: write {name}=1 or {name}=0, or a whole number where one counts.")
            chosen[name] = kinds[name](int(value))
        return cls(**chosen)


CAREFUL = Reading()
