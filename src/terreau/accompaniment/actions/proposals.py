"""The town proposes an organisation for a need, or says that there is none."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accompaniment import matching
from terreau.accompaniment.actions.base import By, _locked, _note, _tell_holder
from terreau.accompaniment.enums import ReminderKind
from terreau.accompaniment.models import MatchSnapshot, Referral, UnmetNeed
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
from terreau.messaging import actions as messaging
from terreau.projects import actions as projects
from terreau.projects.models import Need
from terreau.territories.calendar import default_calendar

# The holder is reminded of a proposal that waits for their agreement.
CONSENT_DELAY = 3


@transaction.atomic
def propose(*, need: Need, offer: Offer, by: By, word: str = "") -> Referral:
    """Propose to the holder to bring a need to a team; nothing is sent before the holder agrees."""
    _refuse_unless_possible(need, offer)
    snapshot = _keep(match(need), need)
    referral = _create(need, offer, by, word, snapshot)
    _settle_unmet(need)
    due = default_calendar().add_business_days(clock.today(), CONSENT_DELAY)
    messaging.remind(target=referral, kind=ReminderKind.CONSENT, due=due, by=by)
    _note("referral.proposed", referral, by, offer=offer.pk)
    journal.link(source=need.project, target=referral, kind=LinkKind.PROPOSES, by=by)
    journal.link(source=offer, target=referral, kind=LinkKind.LED_TO, by=by)
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


@transaction.atomic
def record_no_offer(*, need: Need, reason: str, by: By) -> UnmetNeed:
    """Say that no offer answers a need: a task for the desk, told honestly to the holder."""
    if not reason.strip():
        raise RuleBroken(
            _("Dites en une phrase ce qui manque : cela aidera à trouver un partenaire."), field="reason"
        )
    if need.closed_at is not None:
        raise RuleBroken(_("Ce besoin est refermé."))
    try:
        with transaction.atomic():
            unmet = UnmetNeed.objects.create(
                need=need,
                reason=reason.strip(),
                recorded_by=Actor.of(by).user,
                snapshot=_keep(match(need), need),
            )
    except IntegrityError as error:
        raise RuleBroken(_("Ce besoin est déjà noté comme étant sans offre.")) from error
    project = need.project
    journal.write(
        verb="need.unmet", target=need, by=by, project=project, territory=project.commune_id, quantity=1
    )
    messaging.post(event="need.unmet", to=project.owner, target=unmet, by=by)
    return unmet


@transaction.atomic
def settle_no_offer(*, unmet: UnmetNeed, by: By) -> UnmetNeed:
    """Say that a need noted without offer has found its answer elsewhere: the need is closed."""
    if not UnmetNeed.objects.filter(pk=unmet.pk, settled_at=None).update(settled_at=clock.now()):
        raise RuleBroken(_("Cette tâche est déjà réglée."))
    unmet.refresh_from_db()
    if unmet.need.closed_at is None:
        projects.close_need(need=unmet.need, by=by)
    journal.write(verb="need.settled", target=unmet.need, by=by, project=unmet.need.project_id)
    return unmet


def _refuse_unless_possible(need: Need, offer: Offer) -> None:
    if need.closed_at is not None:
        raise RuleBroken(_("Ce besoin est refermé : rouvrez-le avant de proposer une mise en relation."))
    if not need.project.may_be_referred:
        raise RuleBroken(_("Ce projet n’est pas encore accompagné, ou l’accord du porteur n’est pas noté."))
    _refuse_unless_open(offer)


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


def _create(need: Need, offer: Offer, by: By, word: str, snapshot: MatchSnapshot) -> Referral:
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
            )
    except IntegrityError as error:
        raise RuleBroken(
            _("L’équipe « %(team)s » a déjà été sollicitée pour ce besoin : rechargez la page.")
            % {"team": offer.team}
        ) from error


def _keep(found: Match, need: Need) -> MatchSnapshot:
    stored = matching.capture(found.cards, found.need, found.facts, seed=found.seed)
    return MatchSnapshot.objects.create(need=need, **stored)


def _settle_unmet(need: Need) -> None:
    UnmetNeed.objects.filter(need=need, settled_at=None).update(settled_at=clock.now())
