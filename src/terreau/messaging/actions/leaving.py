"""Being away: from when, until when, and who reads the mails meanwhile."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging.enums import MessageState
from terreau.messaging.models import Absence, Message
from terreau.messaging.models.outbox import AWAY
from terreau.messaging.queries.absences import absence_of, possible_delegates

LONGEST = dt.timedelta(days=400)


@transaction.atomic
def plan_absence(
    *, user: User, starts_on: dt.date, ends_on: dt.date, delegate: User | None = None
) -> Absence:
    """Note an absence; the delegate must be able to do the same work."""
    if ends_on < starts_on:
        raise RuleBroken(_("Le retour vient après le départ : vérifiez les deux dates."), field="ends_on")
    if ends_on < clock.today():
        raise RuleBroken(_("Cette absence est déjà passée : choisissez des dates à venir."), field="ends_on")
    if ends_on - starts_on > LONGEST:
        raise RuleBroken(_("Une absence dure un an au plus : notez-la en plusieurs fois."), field="ends_on")
    if delegate is not None and not possible_delegates(user).filter(pk=delegate.pk).exists():
        raise RuleBroken(
            _("Choisissez une personne qui a les mêmes rôles que vous, ou qui est dans votre équipe."),
            field="delegate",
        )
    # Two absences of a person do not overlap: their rows are locked through the person's.
    User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if Absence.objects.filter(user=user, starts_on__lte=ends_on, ends_on__gte=starts_on).exists():
        raise RuleBroken(_("Une absence est déjà notée à ces dates : retirez-la d’abord."), field="starts_on")
    return Absence.objects.create(user=user, starts_on=starts_on, ends_on=ends_on, delegate=delegate)


@transaction.atomic
def cancel_absence(*, absence: Absence) -> None:
    """Take an absence back: the person reads their mails again, those that waited leave now."""
    user = absence.user
    absence.delete()
    if absence_of(user) is None:
        Message.objects.filter(user=user, state=MessageState.PENDING, last_error=AWAY).update(
            next_try_at=clock.now()
        )
