"""Reaching the holder outside the platform: showing how is an event, a call is noted in one click."""

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _locked, _note
from terreau.accompaniment.actions.endings import start
from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import CallResult, ContactKind, ReferralState
from terreau.accompaniment.models import OutsideContact, Referral
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken


@transaction.atomic
def reveal_contact(*, referral: Referral, by: By, side: str = Side.ORGANISATION) -> OutsideContact:
    """Show how to reach the holder, who reads that it was shown; asking again changes nothing."""
    _locked(referral)
    if not referral.is_running:
        raise RuleBroken(_("Les coordonnées du porteur se montrent quand la demande est acceptée."))
    shown = referral.outside_contacts.filter(kind=ContactKind.REVEALED, side=side).first()
    if shown is not None:
        return shown
    contact = OutsideContact.objects.create(
        referral=referral, kind=ContactKind.REVEALED, side=side, by_label=Actor.of(by).label[:200]
    )
    _note("contact.revealed", referral, by, side=str(side))
    return contact


@transaction.atomic
def record_call(*, referral: Referral, result: str, by: By, side: str = Side.ORGANISATION) -> OutsideContact:
    """Note a call; somebody reached on an accepted demand is the first contact."""
    if result not in CallResult.values:
        raise RuleBroken(_("Dites si l’appel a abouti."), field="result")
    reveal_contact(referral=referral, by=by, side=side)
    contact = OutsideContact.objects.create(
        referral=referral,
        kind=ContactKind.CALLED,
        side=side,
        result=result,
        by_label=Actor.of(by).label[:200],
    )
    _note("contact.called", referral, by, side=str(side), result=str(result))
    if result == CallResult.REACHED and referral.state == ReferralState.ACCEPTED:
        start(referral=referral, by=by)
    return contact
