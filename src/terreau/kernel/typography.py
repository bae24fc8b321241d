"""French typography: no-break spaces, numbers, amounts and dates in words."""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache

from django.utils import dateformat, formats
from django.utils.translation import get_language

from terreau.kernel.clock import PARIS

NBSP = "\u00a0"
NNBSP = "\u202f"


def spaces(text: str) -> str:
    """Put the no-break spaces that French wants before ; : ! ? and inside guillemets."""
    text = re.sub(r" ([;!?»])", rf"{NNBSP}\1", text)
    text = re.sub(r" (:)(?=\s|$)", rf"{NBSP}\1", text)
    return re.sub(r"« ", f"«{NBSP}", text)


def number(value: int | float | Decimal, places: int | None = None) -> str:
    """Return a number in the active language, with thin no-break spaces between thousands in French."""
    if places is None and isinstance(value, int) and -1000 < value < 1000:
        return str(value)  # nothing to group: twenty times faster, and lists are full of small counts
    if places is None and isinstance(value, Decimal) and value == value.to_integral_value():
        places = 0
    text = formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)
    return text.replace(NBSP, NNBSP)


def euros(amount: Decimal | int) -> str:
    """Return an amount such as `12 500 €` (French) or `€12,500` (English); cents only when there are some."""
    places = 0 if amount == int(amount) else 2
    text = number(amount, places)
    return f"€{text}" if get_language() == "en" else f"{text}{NBSP}€"


def date_in_words(value: dt.date | dt.datetime, *, weekday: bool = False) -> str:
    """Return `21 mai 2015`, or `jeudi 21 mai 2015`; the first of a month is `1er` in French."""
    day = value.astimezone(PARIS).date() if isinstance(value, dt.datetime) else value
    return _day_in_words(day, get_language(), weekday)


def moment_in_words(value: dt.datetime) -> str:
    """Return `jeudi 21 mai 2015 à 14 h 30`, or `Thursday 21 May 2015 at 2:30 p.m.`, in Paris."""
    at = value.astimezone(PARIS)
    day = date_in_words(at, weekday=True)
    if get_language() == "en":
        return f"{day} at {dateformat.time_format(at, 'P')}"
    minutes = f"{NBSP}{at.minute:02}" if at.minute else ""
    return f"{day} à {at.hour}{NBSP}h{minutes}"


@lru_cache(maxsize=5_000)
def _day_in_words(day: dt.date, language: str | None, weekday: bool) -> str:  # noqa: FBT001 - the key of the cache
    pattern = r"j\e\r F Y" if language == "fr" and day.day == 1 else "j F Y"
    return dateformat.format(day, f"l {pattern}" if weekday else pattern)
