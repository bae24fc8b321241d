"""What the platform forgets by itself."""

import datetime as dt

from terreau.accounts import actions
from terreau.accounts.models import AccessLog
from terreau.portal.jobs import forget_accesses


def test_old_accesses_are_forgotten_and_recent_ones_kept(person, clock):
    reader, holder = person(), person()
    clock.travel(dt.date(2024, 1, 10))
    actions.record_access(user=reader, target=holder, purpose="suivi")
    clock.travel(dt.date(2025, 1, 20))
    actions.record_access(user=reader, target=holder, purpose="suivi")

    forget_accesses()

    assert [line.at.date() for line in AccessLog.objects.all()] == [dt.date(2025, 1, 20)]
