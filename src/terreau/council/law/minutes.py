"""What the minutes of a session say."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from terreau.council.enums import MinutesPart
from terreau.council.law.finding import Finding

ARTICLE = "L.2121-15"


def minutes(
    told: Collection[MinutesPart], *, special_ballot: bool = False
) -> Finding[tuple[MinutesPart, ...]]:
    """Return what is still missing in the minutes of a session.

    Requests for a special ballot are written when there were some.
    """
    wanted = [part for part in MinutesPart if special_ballot or part != MinutesPart.SPECIAL_BALLOTS]
    missing = tuple(part for part in wanted if part not in told)
    if not missing:
        return Finding(missing, _("Le procès-verbal est complet."), ARTICLE)
    listed = ", ".join(str(part.label).lower() for part in missing)
    return Finding(missing, _("Il manque au procès-verbal : %(parts)s.") % {"parts": listed}, ARTICLE)
