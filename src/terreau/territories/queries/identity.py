"""Who runs this platform, and when its offices work.

Every page shows the operator, and it changes a few times a year: each process keeps it for FRESH_SECONDS.
The process that changes it forgets it at once; the others follow within that delay, without a query per page
to ask whether it changed. What is returned is shared: read it, never modify it.
"""

import time

from terreau.territories.calendar import BusinessCalendar, subdivision_of
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import ClosingDay, Operator
from terreau.territories.queries.graph import ancestors_of

FRESH_SECONDS = 5

_operator_cache: tuple[float, Operator] | None = None
_calendar_cache: tuple[float, BusinessCalendar] | None = None


def operator() -> Operator:
    """Who runs this platform.

    Before the first setting it is a neutral operator without territory (`is_set_up` is False).
    """
    global _operator_cache  # noqa: PLW0603 - one row, read on every page
    if _operator_cache is None or _operator_cache[0] < time.monotonic():
        found = Operator.objects.select_related("territory").first() or Operator(name="Terreau")
        _operator_cache = (_freshness(), found)
    return _operator_cache[1]


def default_calendar() -> BusinessCalendar:
    """The operator's business days: holidays of its territory, closing days that it noted."""
    global _calendar_cache  # noqa: PLW0603 - same reason
    if _calendar_cache is None or _calendar_cache[0] < time.monotonic():
        town = operator()
        calendar = BusinessCalendar(
            subdivision=_holiday_subdivision(town),
            closing_days=frozenset(ClosingDay.objects.values_list("day", flat=True)),
        )
        _calendar_cache = (_freshness(), calendar)
    return _calendar_cache[1]


def _holiday_subdivision(town: Operator) -> str | None:
    """Alsace, Moselle and overseas have holidays of their own: the operator's département tells."""
    if not town.is_set_up:
        return None
    department = ancestors_of(town.territory).filter(kind=TerritoryKind.DEPARTMENT).first()
    return subdivision_of(department.code) if department else None


def _freshness() -> float:
    return time.monotonic() + FRESH_SECONDS


def forget_operator() -> None:
    """Read the operator and its calendar anew at the next call in this process."""
    global _operator_cache, _calendar_cache  # noqa: PLW0603 - same reason
    _operator_cache = _calendar_cache = None
