"""How a call in waves goes on by itself: a place is taken, a wave is answered, the next one leaves."""

from typing import Any

from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _tell_team
from terreau.accompaniment.actions.sending import _send, _take_back
from terreau.accompaniment.enums import OPEN, RUNNING, CallState, ReferralState, ReminderKind
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.matching.room import Obstacle
from terreau.accompaniment.models import Referral, WaveCall
from terreau.accompaniment.queries.loads import room_for
from terreau.accompaniment.states import CALL_WORKFLOW
from terreau.directory.models import Offer
from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.errors import StaleObject
from terreau.messaging import actions as messaging
from terreau.territories.calendar import default_calendar

# Each demand of a call holds its own place in its offer; only these keep it from leaving.
NOBODY_THERE = frozenset({Obstacle.UNREACHABLE, Obstacle.AWAY, Obstacle.PAUSED})


def _note_call(verb: str, call: WaveCall, by: By, **data: Any) -> None:
    journal.write(
        verb=verb,
        target=call,
        by=by,
        project=call.project_id,
        territory=call.project.commune_id,
        quantity=1,
        data=data,
    )


def _tell_of_call(event: str, call: WaveCall, by: By, occasion: str = "") -> None:
    """Tell the holder and the officer who follows the project."""
    for person in (call.project.owner, call.project.referent):
        if person is not None:
            messaging.post(event=event, to=person, target=call, by=by, occasion=occasion)


def _take_place(referral: Referral, by: By) -> None:
    """Count an acceptance in its call, or refuse politely; the last place ends the call.

    The row of the call is held (`_locked`) and the move is a compare-and-swap: the database decides.
    """
    call = referral.wave_call
    if call is None:
        return
    if call.state != CallState.RUNNING:
        raise AlreadyAnswered(_filled_sentence())
    if call.taken + 1 == call.wanted:
        CALL_WORKFLOW.advance(call, "fill", taken=call.wanted, ended_at=clock.now(), next_wave_at=None)
        messaging.settle(target=call)
        _note_call("wave_call.filled", call, by)
        return
    places = WaveCall.objects.filter(pk=call.pk, state=CallState.RUNNING, taken=call.taken)
    if not places.update(taken=call.taken + 1):
        raise StaleObject(_("Quelqu’un vient de modifier ce dossier : rechargez la page."))
    call.taken += 1


def _release_others(referral: Referral, by: By) -> None:
    """Thank those who are still asked once the call has its answers; the others never hear of it."""
    call = referral.wave_call
    if call is None or not call.is_filled:
        return
    for other in _held(call, sorted(OPEN - RUNNING)):
        was_sent = other.sent_at is not None
        _take_back(other, by, keep_answer_link=True)
        if was_sent:
            _tell_team("referral.filled", other, by)


def _move_on(referral: Referral, by: By) -> None:
    """Open the next wave when nobody of the last one may still answer."""
    call = referral.wave_call
    if call is None or call.is_over:
        return
    if call.state == CallState.PROPOSED:
        if not call.referrals.open().exists():
            _stop(call, by, "")
        return
    if not call.referrals.waiting().filter(wave=call.wave).exists():
        _open_wave(call, by)


def _open_wave(call: WaveCall, by: By) -> None:
    """Send the demand to the next teams of the call, or end it when there is none left to ask."""
    chosen: list[Referral] = []
    left = _held(call, [ReferralState.CONSENTED])
    for referral in left:
        if len(chosen) == call.per_wave:
            break
        obstacle = _obstacle(referral.offer)
        if obstacle:
            _take_back(referral, by, obstacle)
        else:
            chosen.append(referral)
    if not chosen:
        _end_if_silent(call, by)
        return
    wave = call.wave + 1
    for referral in chosen:
        _send(referral, by, wave=wave)
    _plan_next(call, wave, by)
    _note_call("wave_call.wave_opened", call, by, wave=wave, teams=len(chosen))
    if wave > 1:
        _tell_of_call("wave_call.wave_opened", call, by, occasion=str(wave))


def _plan_next(call: WaveCall, wave: int, by: By) -> None:
    due = None
    if call.referrals.filter(state=ReferralState.CONSENTED).exists():
        due = default_calendar().due_at(clock.now(), call.delay_days)
        messaging.remind(target=call, kind=ReminderKind.NEXT_WAVE, due=due, by=by)
    else:
        messaging.settle(target=call, kind=ReminderKind.NEXT_WAVE)
    _store(call, wave=wave, next_wave_at=due)


def _end_if_silent(call: WaveCall, by: By) -> None:
    """Nobody is left to ask: the call ends when nobody may answer any more."""
    messaging.settle(target=call, kind=ReminderKind.NEXT_WAVE)
    if call.referrals.waiting().exists():
        _store(call, next_wave_at=None)
        return
    CALL_WORKFLOW.advance(call, "exhaust", ended_at=clock.now(), next_wave_at=None)
    _note_call("wave_call.exhausted", call, by, taken=call.taken)
    _tell_of_call("wave_call.exhausted", call, by)


def _stop(call: WaveCall, by: By, reason: str) -> None:
    CALL_WORKFLOW.advance(call, "stop", ended_at=clock.now(), ended_reason=reason.strip(), next_wave_at=None)
    messaging.settle(target=call)
    _note_call("wave_call.stopped", call, by)


def _held(call: WaveCall, states: list[str]) -> list[Referral]:
    """Return the demands of a call in these states, in its order, their rows held."""
    found = call.referrals.filter(state__in=states).select_for_update(of=("self",))
    joined = found.select_related("team__organisation", "offer__team", "project__owner", "project__referent")
    rows = list(joined.order_by("position"))
    for referral in rows:
        referral.wave_call = call
    return rows


def _store(call: WaveCall, **facts: Any) -> None:
    WaveCall.objects.filter(pk=call.pk).update(**facts)
    for name, value in facts.items():
        setattr(call, name, value)


def _obstacle(offer: Offer) -> str:
    """Say why a demand that has its place does not leave: the offer is over, or nobody is there."""
    if not offer.is_open_on(clock.today()):
        return _("L’offre n’est plus ouverte.")
    room = room_for(offer)
    return room.sentence if room.obstacle in NOBODY_THERE else ""


def _filled_sentence() -> str:
    """What an organisation reads that comes after the last place was taken."""
    return _(
        "Un autre organisme a déjà répondu oui à cette demande : vous n’avez plus rien à faire. "
        "Merci de l’attention que vous lui avez portée."
    )
