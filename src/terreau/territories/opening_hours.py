"""Opening hours of a week: open now? next opening? a sentence for people.

Pure functions: the moment is given, never read from a clock.

Stored as JSON by ISO weekday: `{"1": [["08:30", "12:00"], ["13:30", "17:30"]], "6": [["09:00", "12:00"]]}`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.kernel.clock import PARIS

WEEKDAYS = (
    gettext_lazy("lundi"),
    gettext_lazy("mardi"),
    gettext_lazy("mercredi"),
    gettext_lazy("jeudi"),
    gettext_lazy("vendredi"),
    gettext_lazy("samedi"),
    gettext_lazy("dimanche"),
)
MIDNIGHT = "24:00"
Slot = tuple[str, str]


class HoursRefused(ValueError):
    """The hours cannot be understood; the message says which day and why."""


@dataclass(frozen=True)
class OpeningHours:
    """The slots of each ISO weekday (1 = Monday), "HH:MM" to "HH:MM", in order and apart from each other."""

    week: dict[int, tuple[Slot, ...]] = field(default_factory=dict)

    @classmethod
    def from_json(cls, raw: Any) -> Self:
        """Read the stored form; raise HoursRefused with a sentence when it makes no sense."""
        if not isinstance(raw, dict):
            raise HoursRefused(_("Les horaires se donnent jour par jour."))
        week = {}
        for day, slots in raw.items():
            if str(day) not in "1234567" or len(str(day)) != 1:
                raise HoursRefused(_("« %(day)s » n’est pas un jour de la semaine.") % {"day": day})
            if slots:
                week[int(day)] = _checked_slots(int(day), slots)
        return cls(dict(sorted(week.items())))

    def to_json(self) -> dict[str, list[list[str]]]:
        return {str(day): [list(slot) for slot in slots] for day, slots in self.week.items()}

    def __bool__(self) -> bool:
        return bool(self.week)

    def on(self, day: dt.date) -> tuple[Slot, ...]:
        """The slots of the weekday of a date."""
        return self.week.get(day.isoweekday(), ())

    def is_open(self, at: dt.datetime, *, closed: Callable[[dt.date], bool] = lambda _day: False) -> bool:
        """Tell whether it is open at that moment; `closed(day)` adds holidays and closing days."""
        local = at.astimezone(PARIS)
        if closed(local.date()):
            return False
        return any(start <= f"{local:%H:%M}" < end for start, end in self.on(local.date()))

    def next_opening(
        self, at: dt.datetime, *, closed: Callable[[dt.date], bool] = lambda _day: False
    ) -> dt.datetime | None:
        """The next moment at which the doors open, within a month; None when they never do."""
        local = at.astimezone(PARIS)
        for ahead in range(32):
            day = local.date() + dt.timedelta(days=ahead)
            if closed(day):
                continue
            for start, _end in self.on(day):
                opening = dt.datetime.combine(day, dt.time.fromisoformat(start), tzinfo=PARIS)
                if opening > local:
                    return opening
        return None

    def sentence(self) -> str:
        """In the active language: « lundi au mercredi et vendredi, 8 h 30 – 12 h ; samedi, 9 h – 12 h »."""
        groups: dict[tuple[Slot, ...], list[int]] = {}
        for day, slots in self.week.items():
            groups.setdefault(slots, []).append(day)
        separator = _(" ; ")
        return separator.join(
            _("%(days)s, %(hours)s") % {"days": _days(days), "hours": _join([_slot(slot) for slot in slots])}
            for slots, days in groups.items()
        )


def _checked_slots(day: int, slots: Any) -> tuple[Slot, ...]:
    try:
        checked = sorted((_hour(start), _hour(end)) for start, end in slots)
    except (TypeError, ValueError) as error:
        raise HoursRefused(
            _("%(day)s : une plage s’écrit avec deux heures, par exemple 08:30 et 12:00.")
            % {"day": str(WEEKDAYS[day - 1]).capitalize()}
        ) from error
    ordered = all(start < end for start, end in checked)
    apart = all(first[1] <= second[0] for first, second in pairwise(checked))
    if not (ordered and apart):
        raise HoursRefused(
            _("%(day)s : chaque plage finit après son début, et les plages ne se chevauchent pas.")
            % {"day": str(WEEKDAYS[day - 1]).capitalize()}
        )
    return tuple(checked)


def _hour(text: str) -> str:
    if text == MIDNIGHT:
        return text
    return f"{dt.time.fromisoformat(text.zfill(5)):%H:%M}"


def _days(days: list[int]) -> str:
    """Name runs of days: [1, 2, 3, 5] → « lundi au mercredi et vendredi »."""
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return _join([_run(run) for run in runs])


def _run(run: list[int]) -> str:
    first, last = WEEKDAYS[run[0] - 1], WEEKDAYS[run[-1] - 1]
    if len(run) == 1:
        return str(first)
    if len(run) == 2:
        return _("%(first)s et %(last)s") % {"first": first, "last": last}
    return _("%(first)s au %(last)s") % {"first": first, "last": last}


def _join(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    return _("%(first)s et %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}


def _slot(slot: Slot) -> str:
    return _("%(start)s – %(end)s") % {"start": _clock_time(slot[0]), "end": _clock_time(slot[1])}


def _clock_time(text: str) -> str:
    """08:30 → « 8 h 30 », 12:00 → « 12 h » (English: 8:30, 12:00)."""
    hour, minute = text.split(":")
    if minute == "00":
        return _("%(hour)s h") % {"hour": int(hour)}
    return _("%(hour)s h %(minute)s") % {"hour": int(hour), "minute": minute}
