"""Calls and offers of help that go: with an account, with a project that is over, or after their time."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.messaging import actions as messaging
from terreau.projects.enums import HelpOfferState
from terreau.projects.models import HelpCall, HelpOffer

By = User | Actor

PROVE_WITHIN = dt.timedelta(days=14)
KEPT = dt.timedelta(days=90)  # an offer that led to nothing
KEPT_ACCEPTED = dt.timedelta(days=365)  # after the end of its call


@transaction.atomic
def forget_volunteer(*, user: User, by: By) -> int:
    """Erase what a person offered, by account or by address, with its conversations; return how many."""
    del by  # the person themselves, leaving
    return _forget(HelpOffer.objects.filter(Q(user=user) | Q(email__iexact=user.email)))


@transaction.atomic
def forget_calls(*, projects: Iterable[int], by: By) -> None:
    """Erase the calls of some projects, and what was offered for them."""
    del by  # part of the verb that empties the projects
    _forget(HelpOffer.objects.filter(call__project__in=projects))
    for call in HelpCall.objects.filter(project__in=projects):
        messaging.forget_about(target=call)
        for report in call.reports.all():
            messaging.forget_about(target=report)
        call.delete()


@transaction.atomic
def forget_old_help(*, by: By | None) -> int:
    """Erase the offers whose time has passed; return how many."""
    del by  # the platform, each day
    now = clock.now()
    unproved = Q(state=HelpOfferState.UNCONFIRMED, created_at__lt=now - PROVE_WITHIN)
    accepted = Q(state=HelpOfferState.ACCEPTED)
    over = accepted & Q(call__ended_at__lt=now - KEPT_ACCEPTED)
    led_nowhere = ~accepted & Q(settled_at__lt=now - KEPT)
    return _forget(HelpOffer.objects.filter(unproved | over | led_nowhere))


def _forget(offers: Iterable[HelpOffer]) -> int:
    number = 0
    for offer in offers:
        messaging.forget_about(target=offer)
        offer.delete()
        number += 1
    return number
