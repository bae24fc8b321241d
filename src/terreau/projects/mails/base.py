"""What the mails of the projects share: the purposes of their links, their addresses, who to ask."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.territories.queries import operator

RESUME = "projects.resume_draft"
COMPLETE = "projects.complete"
JOIN = "projects.join"
NEWS = "projects.news"
HELP = "projects.help"
RESUME_LIFE = dt.timedelta(days=60)


def absolute(name: str, *args: Any) -> str:
    """Return the whole address of a page."""
    return settings.BASE_URL + reverse(name, args=args)


def contact() -> str:
    """How to reach somebody at the town, in one sentence."""
    town = operator()
    ways = [way for way in (town.phone, town.contact_email) if way]
    if not ways:
        return _("Une question ? Écrivez à %(town)s.") % {"town": town.name}
    return _("Une question ? %(town)s vous répond : %(ways)s.") % {"town": town.name, "ways": ", ".join(ways)}
