"""What the platform forgets by itself."""

import datetime as dt

from django.conf import settings

from terreau.accounts.actions import forget_old_accesses
from terreau.kernel import clock
from terreau.messaging import jobs


@jobs.job("accounts.forget_old_accesses", every=dt.timedelta(days=1))
def forget_accesses() -> None:
    """Erase the lines of the access log that are past their retention."""
    forget_old_accesses(before=clock.now() - dt.timedelta(days=settings.ACCESS_LOG_RETENTION_DAYS))
