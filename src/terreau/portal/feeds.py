"""The agenda as a calendar that telephones and mail programs can follow (RFC 5545)."""

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from terreau.kernel import clock
from terreau.kernel.clock import PARIS
from terreau.portal.queries import Meeting

LENGTH = dt.timedelta(hours=3)


def agenda(meetings: list[Meeting], name: str) -> bytes:
    """Return an iCalendar file; times are in UTC, which no reader gets wrong across summer time."""
    calendar = Calendar()
    calendar.add("prodid", "-//Terreau//agenda//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Agenda – %(town)s") % {"town": name})
    for meeting in meetings:
        start = dt.datetime.combine(meeting.day, meeting.starts_at, tzinfo=PARIS).astimezone(dt.UTC)
        event = Event()
        event.add("uid", f"{meeting.key}@{settings.BASE_URL.split('//')[-1]}")
        event.add("dtstamp", clock.now())
        event.add("dtstart", start)
        event.add("dtend", start + LENGTH)
        event.add("summary", meeting.title)
        event.add("location", meeting.place)
        calendar.add_component(event)
    return calendar.to_ical()
