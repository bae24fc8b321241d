"""The town asks several organisations in waves; the holder agrees once, for all those named."""

from collections.abc import Collection, Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _hold_call, _tell_team
from terreau.accompaniment.actions.insisting import MOST_REMINDERS, RHYTHM
from terreau.accompaniment.actions.proposals import CONSENT_DELAY, _propose_to
from terreau.accompaniment.actions.sending import _as_previewed, _keep_consent, _take_back
from terreau.accompaniment.actions.turns import _held, _note_call, _open_wave, _stop, _store
from terreau.accompaniment.actions.unmet import keep_list, settle_unmet
from terreau.accompaniment.enums import (
    OPEN,
    RUNNING,
    CallState,
    ConsentMode,
    LinkPurpose,
    ReferralState,
    ReminderKind,
)
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.models import WaveCall
from terreau.accompaniment.queries.matching import match
from terreau.accompaniment.states import CALL_WORKFLOW
from terreau.directory.models import Offer
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.refs import ref_of
from terreau.messaging import actions as messaging
from terreau.messaging import links
from terreau.messaging.models import Message
from terreau.projects.models import Need
from terreau.territories.calendar import default_calendar

# A call is for offers that are worth the same: beyond this, choosing is the better help.
MOST_OFFERS = 50


@transaction.atomic
def call_in_waves(
    *,
    need: Need,
    offers: Sequence[Offer],
    per_wave: int,
    wanted: int,
    delay_days: int,
    by: By,
    word: str = "",
) -> WaveCall:
    """Propose to the holder to ask several teams: so many at a time, until so many accept."""
    _refuse_unless_several(offers, wanted)
    call = _create(need, by, per_wave=per_wave, wanted=wanted, delay_days=delay_days, word=word.strip())
    found = match(need)
    snapshot = keep_list(found=found, need=need)
    for position, offer in enumerate(offers, 1):
        _propose_to(need, offer, by, found, snapshot, word=word, wave_call=call, position=position)
    settle_unmet(need=need, offer=offers[0])
    due = default_calendar().add_business_days(clock.today(), CONSENT_DELAY)
    messaging.remind(target=call, kind=ReminderKind.WAVE_CONSENT, due=due, by=by)
    _note_call("wave_call.proposed", call, by, teams=len(offers))
    journal.link(source=need.project, target=call, kind=LinkKind.PROPOSES, by=by)
    messaging.post(event="wave_call.proposed", to=call.project.owner, target=call, by=by)
    return call


@transaction.atomic
def consent_to_waves(
    *,
    call: WaveCall,
    payload_hash: str,
    by: By,
    hidden: Collection[str] = (),
    without: Collection[int] = (),
    mode: str = ConsentMode.PAGE,
) -> WaveCall:
    """Agree to send exactly what was previewed to the organisations named, save those left out."""
    _hold_call(call)
    _refuse_if_decided(call)
    shown = _as_previewed(call, hidden, payload_hash)
    CALL_WORKFLOW.advance(call, "consent", consented_at=clock.now())
    kept = 0
    for referral in _held(call, [ReferralState.PROPOSED]):
        if referral.pk in without:
            _take_back(referral, by, _("Écarté par le porteur."))
            continue
        _keep_consent(referral, shown, by, mode)
        kept += 1
    if not kept:
        raise RuleBroken(_("Gardez au moins un organisme, ou refusez l’envoi."), field="without")
    messaging.settle(target=call, kind=ReminderKind.WAVE_CONSENT)
    _note_call("wave_call.consented", call, by, hash=shown.hash, teams=kept)
    _open_wave(call, by)
    return call


@transaction.atomic
def decline_waves(*, call: WaveCall, by: By, reason: str = "") -> WaveCall:
    """Say that the holder wants none of these organisations to be asked; nothing was sent."""
    _hold_call(call)
    _refuse_if_decided(call)
    _stop(call, by, reason)
    for referral in _held(call, [ReferralState.PROPOSED]):
        _take_back(referral, by, reason)
    links.revoke(target=call, purpose=LinkPurpose.WAVE_CONSENT)
    if call.project.referent is not None:
        messaging.post(event="wave_call.declined", to=call.project.referent, target=call, by=by)
    return call


@transaction.atomic
def stop_waves(*, call: WaveCall, by: By, reason: str = "") -> WaveCall:
    """Stop a call: no other wave leaves, who has not answered is told; who accepted goes on helping."""
    _hold_call(call)
    if call.is_over:
        raise AlreadyAnswered(_("Cet appel est déjà « %(state)s ».") % {"state": call.get_state_display()})
    _stop(call, by, reason)
    for referral in _held(call, sorted(OPEN - RUNNING)):
        was_sent = referral.sent_at is not None
        _take_back(referral, by, reason)
        if was_sent:
            _tell_team("referral.withdrawn", referral, by)
    links.revoke(target=call, purpose=LinkPurpose.WAVE_CONSENT)
    return call


@transaction.atomic
def next_wave(*, call: WaveCall, by: By) -> WaveCall:
    """Open the next wave once the delay is over, unless a team waits for the holder's answer."""
    _hold_call(call)
    if call.state != CallState.RUNNING or call.next_wave_at is None or call.next_wave_at > clock.now():
        return call
    if call.referrals.waiting().filter(wave=call.wave, question_at__isnull=False).exists():
        due = default_calendar().due_at(clock.now(), 1)
        _store(call, next_wave_at=due)
        messaging.remind(target=call, kind=ReminderKind.NEXT_WAVE, due=due, by=by)
        return call
    _open_wave(call, by)
    return call


@transaction.atomic
def remind_wave_consent(*, call: WaveCall, by: By) -> WaveCall:
    """Remind the holder that a call in waves waits for their agreement; then tell the town to call."""
    if call.state != CallState.PROPOSED:
        return call
    occasion = clock.today().isoformat()
    ref = ref_of(call)
    sent = Message.objects.about(ref.kind, ref.key).filter(event="wave_call.proposed").exclude(occasion="")
    if sent.count() < MOST_REMINDERS:
        messaging.post(
            event="wave_call.proposed", to=call.project.owner, target=call, by=by, occasion=occasion
        )
    elif call.project.referent is not None:
        messaging.post(
            event="wave_call.holder_silent", to=call.project.referent, target=call, by=by, occasion=occasion
        )
    due = default_calendar().add_business_days(clock.today(), RHYTHM)
    messaging.remind(target=call, kind=ReminderKind.WAVE_CONSENT, due=due, by=by)
    return call


def _refuse_unless_several(offers: Sequence[Offer], wanted: int) -> None:
    if len(offers) < 2:
        raise RuleBroken(_("Choisissez au moins deux offres ; pour une seule, proposez-la directement."))
    if len(offers) > MOST_OFFERS:
        raise RuleBroken(_("Un appel s’adresse à %(most)s équipes au plus.") % {"most": MOST_OFFERS})
    if len({offer.team_id for offer in offers}) < len(offers):
        raise RuleBroken(_("Deux de ces offres sont de la même équipe : gardez celle qui convient le mieux."))
    if wanted > len(offers):
        raise RuleBroken(
            _("Vous cherchez plus de réponses positives que d’organismes choisis."), field="wanted"
        )


def _create(need: Need, by: By, **terms: object) -> WaveCall:
    try:
        with transaction.atomic():
            return WaveCall.objects.create(
                need=need, project=need.project, proposed_by=Actor.of(by).user, **terms
            )
    except IntegrityError as error:
        raise RuleBroken(_("Un appel par vagues est déjà en cours pour ce besoin.")) from error


def _refuse_if_decided(call: WaveCall) -> None:
    if call.consented_at is not None:
        raise AlreadyAnswered(_("Vous avez déjà donné votre accord : la première vague est partie."))
    if call.is_over:
        raise AlreadyAnswered(_("Cette proposition a été retirée : rien n’a été envoyé."))
