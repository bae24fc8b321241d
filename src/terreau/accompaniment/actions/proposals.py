"""The town proposes an organisation for a need."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _locked, _note, _tell_holder
from terreau.accompaniment.actions.unmet import keep_list, settle_unmet
from terreau.accompaniment.enums import ReminderKind
from terreau.accompaniment.models import MatchSnapshot, Referral
from terreau.accompaniment.queries.loads import room_for
from terreau.accompaniment.queries.matching import Match, match
from terreau.accompaniment.states import REFERRAL_WORKFLOW
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.truth import Truth
from terreau.messaging import actions as messaging
from terreau.projects.models import Need
from terreau.territories.calendar import default_calendar

# The holder is reminded of a proposal that waits for their agreement.
CONSENT_DELAY = 3


@transaction.atomic
def propose(*, need: Need, offer: Offer, by: By, word: str = "") -> Referral:
    """Propose to the holder to bring a need to a team; nothing is sent before the holder agrees."""
    found = match(need)
    referral = _propose_to(need, offer, by, found, keep_list(found=found, need=need), word=word)
    settle_unmet(need=need, offer=offer)
    due = default_calendar().add_business_days(clock.today(), CONSENT_DELAY)
    messaging.remind(target=referral, kind=ReminderKind.CONSENT, due=due, by=by)
    _tell_holder("referral.proposed", referral, by)
    return referral


@transaction.atomic
def reroute(*, referral: Referral, offer: Offer, by: By, word: str = "") -> Referral:
    """Bring to another team a need that the first one refused or left without an answer."""
    _locked(referral)
    REFERRAL_WORKFLOW.advance(referral, "reroute", rerouted_at=clock.now())
    sibling = propose(need=referral.need, offer=offer, by=by, word=word)
    sibling.follows = referral
    sibling.save(update_fields=["follows"])
    _note("referral.rerouted", referral, by, to=sibling.pk)
    journal.link(source=referral, target=sibling, kind=LinkKind.FOLLOWED_BY, by=by)
    return sibling


def _propose_to(
    need: Need, offer: Offer, by: By, found: Match, snapshot: MatchSnapshot, **facts: Any
) -> Referral:
    """Write down the proposal of one offer, alone or with its place in a call."""
    _refuse_unless_possible(need, offer)
    _refuse_unless_listed(found, offer)
    referral = _create(need, offer, by, snapshot, **facts)
    _note("referral.proposed", referral, by, offer=offer.pk)
    journal.link(source=need.project, target=referral, kind=LinkKind.PROPOSES, by=by)
    journal.link(source=offer, target=referral, kind=LinkKind.LED_TO, by=by)
    return referral


def _refuse_unless_possible(need: Need, offer: Offer) -> None:
    _refuse_unless_referable(need)
    _refuse_unless_open(offer)


def _refuse_unless_referable(need: Need) -> None:
    if need.closed_at is not None:
        raise RuleBroken(_("Ce besoin est refermé : rouvrez-le avant de proposer une mise en relation."))
    if not need.project.may_be_referred:
        raise RuleBroken(_("Ce projet n’est pas encore accompagné, ou l’accord du porteur n’est pas noté."))


def _refuse_unless_open(offer: Offer) -> None:
    """Refuse an offer that is over, and a team that takes no new demand; the offer's row is held."""
    held = Offer.objects.select_for_update(of=("self",)).select_related("team", "successor").get(pk=offer.pk)
    if held.state == OfferState.ENDED and held.successor is not None:
        raise RuleBroken(
            _("Cette offre est terminée : « %(successor)s » la remplace.") % {"successor": held.successor}
        )
    if not held.is_open_on(clock.today()):
        raise RuleBroken(_("Cette offre n’est plus ouverte : choisissez-en une autre."))
    room = room_for(held)
    if not room.is_open:
        raise RuleBroken(_("%(reason)s Choisissez une autre offre, ou attendez.") % {"reason": room.sentence})


def _refuse_unless_listed(found: Match, offer: Offer) -> None:
    """Refuse an offer that the rules leave out, unless somebody added it to the list and said why."""
    if found.verdict_on(offer.pk) is Truth.NO:
        raise RuleBroken(
            _(
                "Cette offre est écartée de la liste de ce besoin : ajoutez-l’y d’abord, en disant pourquoi, "
                "ou choisissez-en une autre."
            )
        )


def _create(
    need: Need, offer: Offer, by: By, snapshot: MatchSnapshot, *, word: str = "", **place: Any
) -> Referral:
    try:
        with transaction.atomic():
            return Referral.objects.create(
                need=need,
                project=need.project,
                offer=offer,
                team=offer.team,
                snapshot=snapshot,
                word=word.strip(),
                proposed_by=Actor.of(by).user,
                **place,
            )
    except IntegrityError as error:
        raise RuleBroken(
            _("L’équipe « %(team)s » a déjà été sollicitée pour ce besoin : rechargez la page.")
            % {"team": offer.team}
        ) from error
