"""How many sendings one address may make without an account; nobody is named by what is kept."""

import datetime as dt
import hashlib
import hmac

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from terreau.directory.models import Submission
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken

PERIOD = dt.timedelta(hours=1)
MOST = 10  # sendings of one form, from one address, in an hour: a town hall often shows one address
KEPT = dt.timedelta(days=1)


@transaction.atomic
def count_submission(*, kind: str, address: str) -> Submission:  # by nobody: a visitor
    """Count one sending; refuse with a sentence when too many came from the same address."""
    now = clock.now()
    imprint = _imprint(address)
    recent = Submission.objects.filter(kind=kind, imprint=imprint, at__gt=now - PERIOD)
    if recent.count() >= MOST:
        raise RuleBroken(
            _("Beaucoup d’envois viennent d’arriver d’ici : réessayez dans une heure, rien n’est perdu.")
        )
    return Submission.objects.create(kind=kind, imprint=imprint, at=now)


@transaction.atomic
def forget_submissions() -> int:  # by nobody: the worker
    """Erase the counts of the days before."""
    deleted, _rows = Submission.objects.filter(at__lt=clock.now() - KEPT).delete()
    return deleted


def _imprint(address: str) -> str:
    """An imprint that changes each day and cannot be undone without the secret key."""
    text = f"submission {clock.today().isoformat()} {address}"
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256).hex()
