"""An officer comes to the desk: a visit begins when the one before has been over for a while."""

from django.db import transaction

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.projects.models import DeskVisit
from terreau.projects.queries.queues import VISIT


@transaction.atomic
def come_to_the_desk(*, by: User) -> DeskVisit:
    """Note that an officer looks at the desk: the first sign of a new visit ends the one before."""
    now = clock.now()
    visit, _created = DeskVisit.objects.get_or_create(user=by, defaults={"since": now, "seen_at": now})
    since = visit.seen_at if now - visit.seen_at > VISIT else visit.since
    # Of two signs at the same moment one is enough; a clock set back moves nothing.
    DeskVisit.objects.filter(pk=visit.pk, seen_at=visit.seen_at, seen_at__lte=now).update(
        since=since, seen_at=now
    )
    visit.refresh_from_db()
    return visit


@transaction.atomic
def start_from_here(*, by: User) -> DeskVisit:
    """Say that all was seen: arrivals and departures count from now on."""
    now = clock.now()
    visit, _created = DeskVisit.objects.update_or_create(user=by, defaults={"since": now, "seen_at": now})
    return visit
