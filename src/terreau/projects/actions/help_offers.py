"""Anybody offers a hand, the holder picks; on acceptance the two talk through relay addresses."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging.enums import Circle
from terreau.messaging.models import ThreadMessage
from terreau.projects.actions.help_settling import (
    SENTENCES,
    hold_offer,
    note_offer,
    settle_offer,
    tell_author,
    tell_holders,
)
from terreau.projects.enums import HelpOfferState
from terreau.projects.models import HelpCall, HelpOffer
from terreau.projects.queries.people import holders_of

By = User | Actor

MOST_WAITING = 50  # offers that wait on one call: beyond, the holder reads those first


@transaction.atomic
def offer_help(*, call: HelpCall, name: str, message: str, by: User, **facts: Any) -> HelpOffer:
    """Offer help with an account; who offered already finds their offer as it stands."""
    call = _open_call(call)
    if by in holders_of(call.project):
        raise RuleBroken(_("C’est l’appel de votre propre projet : d’autres y répondront."))
    known = call.offers.live().filter(user=by).first()
    if known is not None:
        return known
    _refuse_when_full(call)
    offer = HelpOffer.objects.create(
        call=call,
        user=by,
        name=name.strip(),
        message=message.strip(),
        language=by.language,
        state=HelpOfferState.WAITING,
        confirmed_at=clock.now(),
        **facts,
    )
    _tell_new(offer, by)
    return offer


@transaction.atomic
def offer_help_by_mail(
    *, call: HelpCall, email: str, language: str, by: By | None = None, **facts: Any
) -> HelpOffer:
    """Keep the offer of an address until the mailed link proves it; nothing says whether it was known."""
    del by  # a visitor: who they are is known once they follow the link
    call, email = _open_call(call), email.strip().lower()
    offer = call.offers.live().filter(user=None, email=email).first()
    if offer is None:
        _refuse_when_full(call)
        offer = HelpOffer.objects.create(call=call, email=email, language=language, **facts)
    elif offer.state == HelpOfferState.UNCONFIRMED:
        HelpOffer.objects.filter(pk=offer.pk, state=HelpOfferState.UNCONFIRMED).update(**facts)
    # One mail an hour at most, however often somebody types this address.
    occasion = f"{clock.now():%Y%m%d%H}"
    messaging.post(
        event="project.help_confirm", to=email, target=offer, by=None, language=language, occasion=occasion
    )
    return offer


@transaction.atomic
def confirm_help(*, offer: HelpOffer, by: By) -> HelpOffer:
    """Prove the address of an offer: the holder reads it from now on. Twice is once."""
    _open_call(offer.call)
    hold_offer(offer=offer)
    if offer.state == HelpOfferState.WAITING:
        return offer
    settle_offer(offer=offer, verb="confirm", confirmed_at=clock.now())
    _tell_new(offer, by)
    return offer


@transaction.atomic
def accept_help(*, offer: HelpOffer, word: str, by: User, shows_address: bool = False) -> HelpOffer:
    """Pick an offer: both are introduced, and their conversation opens. Twice is once."""
    hold_offer(offer=offer)
    if offer.state == HelpOfferState.ACCEPTED:
        return offer
    facts = {"settled_at": clock.now(), "answer": word.strip(), "holder_shows_address": shows_address}
    settle_offer(offer=offer, verb="accept", **facts)
    thread = messaging.open_thread(target=offer, participants=[offer.call.project.owner, offer.to])
    if word.strip():
        messaging.say(thread=thread, body=word, by=by, circle=Circle.EVERYONE)
    note_offer(what="accepted", offer=offer, by=by)
    for tell in (tell_author, tell_holders):
        tell(offer=offer, event="project.help_introduced", by=by)
    return offer


@transaction.atomic
def decline_help(*, offer: HelpOffer, word: str, by: User) -> HelpOffer:
    """Thank somebody, and say no. Twice is once."""
    hold_offer(offer=offer)
    if offer.state == HelpOfferState.DECLINED:
        return offer
    settle_offer(offer=offer, verb="decline", settled_at=clock.now(), answer=word.strip())
    note_offer(what="declined", offer=offer, by=by)
    tell_author(offer=offer, event="project.help_declined", by=by)
    return offer


@transaction.atomic
def withdraw_help(*, offer: HelpOffer, by: By) -> HelpOffer:
    """Take an offer back, at any moment; the holder reads it when they had it. Twice is once."""
    hold_offer(offer=offer)
    if offer.state == HelpOfferState.WITHDRAWN:
        return offer
    settle_offer(offer=offer, verb="withdraw", settled_at=clock.now())
    messaging.close_addresses(target=offer)
    if offer.confirmed_at is not None:
        note_offer(what="withdrawn", offer=offer, by=by)
        tell_holders(offer=offer, event="project.help_withdrawn", by=by)
    return offer


@transaction.atomic
def say_about_help(*, offer: HelpOffer, body: str, from_holder: bool, by: By) -> ThreadMessage:
    """Write in the conversation of an accepted offer; the other side gets it by mail."""
    if offer.state != HelpOfferState.ACCEPTED:
        raise RuleBroken(str(SENTENCES[offer.state]))
    thread = messaging.open_thread(target=offer)
    again = messaging.just_said(thread=thread, body=body, by=by)
    if again is not None:
        return again
    said = messaging.say(thread=thread, body=body, by=by, circle=Circle.EVERYONE)
    note_offer(what="message", offer=offer, by=by)
    readers = [offer.to] if from_holder else holders_of(offer.call.project)
    for reader in readers:
        language = offer.language if from_holder else None
        messaging.post(event="project.help_message", to=reader, target=said, by=by, language=language)
    return said


def _open_call(call: HelpCall) -> HelpCall:
    """Hold a call that takes offers: one that ends at the same moment comes before, or after."""
    held = HelpCall.objects.select_for_update(of=("self",)).get(pk=call.pk)
    if not held.is_in_force:
        raise RuleBroken(_("Cet appel est terminé : merci d’y avoir pensé. D’autres appels sont ouverts."))
    return held


def _refuse_when_full(call: HelpCall) -> None:
    if (
        call.offers.filter(state__in=(HelpOfferState.UNCONFIRMED, HelpOfferState.WAITING)).count()
        >= MOST_WAITING
    ):
        raise RuleBroken(
            _("Beaucoup de personnes ont déjà répondu : le porteur les lit. Revenez dans quelques jours.")
        )


def _tell_new(offer: HelpOffer, by: By) -> None:
    note_offer(what="made", offer=offer, by=by)
    tell_holders(offer=offer, event="project.help_offered", by=by)
