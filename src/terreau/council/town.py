"""What the law needs to know of this town: how it reads it, and the public holidays of its courts."""

from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from terreau.council.law import Reading
from terreau.territories.calendar import BusinessCalendar, default_calendar


def reading() -> Reading:
    """Return the choices of the setting; a wrong one stops the start with a sentence."""
    try:
        return Reading.parse(settings.COUNCIL_READING)
    except ValueError as wrong:
        raise ImproperlyConfigured(f"TERREAU_COUNCIL_READING: {wrong}") from None


def court_calendar() -> BusinessCalendar:
    """Week-ends and public holidays; the days when the town alone is closed carry no delay further."""
    return replace(default_calendar(), closing_days=frozenset())
