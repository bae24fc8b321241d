"""The first meeting: moments that the organisation proposes, the one that the holder chooses."""

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _locked, _note
from terreau.accompaniment.actions.talk import post_message
from terreau.accompaniment.circles import Side
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.models import ProposedSlot, Referral
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging.enums import Circle


@transaction.atomic
def choose_slot(*, referral: Referral, slot: int, by: By) -> ProposedSlot:
    """Choose one of the moments proposed; the two others read it in the conversation."""
    _locked(referral)
    if not referral.is_running:
        raise RuleBroken(_("Cette mise en relation n’est plus en cours."))
    slots = list(referral.slots.all())
    taken = next((one for one in slots if one.chosen_at is not None), None)
    if taken is not None:
        raise AlreadyAnswered(_("Le rendez-vous est déjà fixé : %(slot)s.") % {"slot": taken})
    chosen = next((one for one in slots if one.pk == slot), None)
    if chosen is None or chosen.starts_at <= clock.now():
        raise RuleBroken(_("Ce créneau est passé : proposez-en un autre dans la conversation."))
    chosen.chosen_at = clock.now()
    chosen.save(update_fields=["chosen_at"])
    _note("referral.slot_chosen", referral, by)
    words = _("Rendez-vous choisi : %(slot)s.") % {"slot": chosen}
    post_message(referral=referral, side=Side.HOLDER, body=words, circle=Circle.EVERYONE, by=by)
    return chosen


def _propose_slots(referral: Referral, slots: Collection[dt.datetime]) -> None:
    """Keep the moments that come with an acceptance; one that is over cannot be chosen."""
    if any(moment <= clock.now() for moment in slots):
        raise RuleBroken(_("Proposez des moments à venir."), field="slot_1")
    ProposedSlot.objects.bulk_create(
        ProposedSlot(referral=referral, starts_at=moment) for moment in sorted(set(slots))
    )
