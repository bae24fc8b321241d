"""Opening hours as people ask for them: open now? until when? and the table of the week."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.clock import PARIS
from terreau.kernel.typography import date_in_words
from terreau.territories.calendar import default_calendar
from terreau.territories.opening_hours import MIDNIGHT, WEEKDAYS, OpeningHours

WEEK = 7


@dataclass(frozen=True)
class DayHours:
    """One line of the table: the day, and when the door is open."""

    day: str
    hours: str
    is_today: bool


def week_of(raw: dict[str, Any]) -> list[DayHours]:
    """The seven days with their hours; nothing when no day has any."""
    hours = OpeningHours.from_json(raw) if raw else OpeningHours()
    if not hours:
        return []
    today = clock.today().isoweekday()
    return [
        DayHours(str(WEEKDAYS[day - 1]), _slots(hours.week.get(day, ())), day == today)
        for day in range(1, WEEK + 1)
    ]


def state_in_words(raw: dict[str, Any]) -> str:
    """Say whether it is open now, until when, or when it opens next; nothing when the hours are unknown.

    The door is taken to be closed on public holidays: hours that are open then are rare, and a
    person who comes in vain pays for the error.
    """
    hours = OpeningHours.from_json(raw) if raw else OpeningHours()
    if not hours:
        return ""
    now = clock.now().astimezone(PARIS)
    closed = default_calendar().is_holiday
    if hours.is_open(now, closed=closed):
        minute = f"{now:%H:%M}"
        end = next(end for start, end in hours.on(now.date()) if start <= minute < end)
        return _("Ouvert maintenant, jusqu’à %(hour)s") % {"hour": _hour(end)}
    opening = hours.next_opening(now, closed=closed)
    if opening is None:
        return _("Fermé maintenant")
    return _("Fermé maintenant, ouvre %(when)s") % {"when": _when(opening, now)}


def _when(opening: dt.datetime, now: dt.datetime) -> str:
    hour = _hour(f"{opening:%H:%M}")
    days = (opening.date() - now.date()).days
    if days == 0:
        return _("aujourd’hui à %(hour)s") % {"hour": hour}
    if days == 1:
        return _("demain à %(hour)s") % {"hour": hour}
    day = WEEKDAYS[opening.isoweekday() - 1]
    if days < WEEK:
        return _("%(day)s à %(hour)s") % {"day": day, "hour": hour}
    return _("le %(day)s à %(hour)s") % {"day": date_in_words(opening), "hour": hour}


def _slots(slots: tuple[tuple[str, str], ...]) -> str:
    if not slots:
        return _("fermé")
    parts = [_("de %(start)s à %(end)s") % {"start": _hour(start), "end": _hour(end)} for start, end in slots]
    return ", ".join(parts)


def _hour(text: str) -> str:
    """08:30 → « 8 h 30 » (English: 8:30)."""
    if text == MIDNIGHT:
        return _("minuit")
    hour, minute = text.split(":")
    if minute == "00":
        return _("%(hour)s h") % {"hour": int(hour)}
    return _("%(hour)s h %(minute)s") % {"hour": int(hour), "minute": minute}
