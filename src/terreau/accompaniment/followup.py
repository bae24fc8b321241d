"""Who has the ball, what is expected, by when: computed from the facts of a referral. Pure."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import (
    USEFUL,
    CallState,
    GroupState,
    OutsideState,
    OutsideWay,
)
from terreau.accompaniment.enums import (
    ReferralState as State,
)
from terreau.accompaniment.ladder import Calendar
from terreau.accompaniment.models import (
    GroupAnswer,
    Outcome,
    OutsideReferral,
    ProposedSlot,
    Referral,
    WaveCall,
)
from terreau.kernel import clock
from terreau.kernel.clock import PARIS

# After a refusal or a silence, the town proposes what comes next within this delay.
DESK_DELAY = 5
# After an acceptance, the first contact is expected within this delay.
CONTACT_DELAY = 5
CONSENT_DELAY = 3
# A sheet that the holder agreed to is handed over within this delay.
HANDING_DELAY = 3
# The lead of a group, and whoever knows of a sheet handed over, give news at least this often.
NEWS_DELAY = 10

OVER = frozenset({State.WITHDRAWN, State.REROUTED})


@dataclass(frozen=True)
class NextStep:
    """What is expected next: of which side, in words, and by when."""

    side: str
    who: str
    what: str
    by: dt.date | None = None

    @property
    def is_late(self) -> bool:
        return self.by is not None and self.by < clock.today()


def next_step(
    referral: Referral,
    calendar: Calendar,
    sides_heard: frozenset[str] = frozenset(),
    slots: Sequence[ProposedSlot] = (),
) -> NextStep | None:
    """Return what is expected next of a referral; None when nothing is."""
    state = referral.state
    if state in OVER:
        return None
    if state == State.PROPOSED:
        return _holder(
            referral,
            _("Lire la proposition, puis donner ou refuser l’accord pour l’envoi."),
            calendar.add_business_days(_day(referral.proposed_at), CONSENT_DELAY),
        )
    if referral.is_waiting:
        return _answer(referral, calendar)
    if state == State.ACCEPTED:
        by = calendar.add_business_days(_day(referral.answered_at or clock.now()), CONTACT_DELAY)
        return _first_contact(referral, slots, by)
    call = referral.wave_call
    if call is None or not _goes_on(call, state):
        return _later(referral, calendar, sides_heard)
    return _in_turn(call, state)


def _answer(referral: Referral, calendar: Calendar) -> NextStep:
    """The organisation answers, or the holder when a question was asked."""
    if referral.question_at is not None:
        return _holder(
            referral,
            _("Répondre à la question de l’organisme, dans la conversation."),
            calendar.add_business_days(_day(referral.question_at), CONSENT_DELAY),
        )
    return _organisation(
        referral,
        _("Répondre à la demande : accepter, décliner ou poser une question."),
        referral.due_at and _day(referral.due_at),
    )


def _first_contact(referral: Referral, slots: Sequence[ProposedSlot], by: dt.date) -> NextStep:
    """A moment is fixed, or the holder has one to choose, or the organisation calls."""
    fixed = next((slot for slot in slots if slot.chosen_at is not None), None)
    if fixed is not None:
        what = _("Premier rendez-vous : %(slot)s. Ensuite, dire que le contact a eu lieu.") % {"slot": fixed}
        return _organisation(referral, what, max(by, _day(fixed.starts_at)))
    to_come = [slot.starts_at for slot in slots if slot.starts_at > clock.now()]
    if to_come:
        return _holder(
            referral, _("Choisir un créneau pour le premier rendez-vous."), min(by, _day(max(to_come)))
        )
    return _organisation(referral, _("Prendre contact avec le porteur et faire le premier pas."), by)


def _later(referral: Referral, calendar: Calendar, sides_heard: frozenset[str]) -> NextStep | None:
    if referral.state in (State.REFUSED, State.EXPIRED):
        since = referral.answered_at or referral.expired_at or clock.now()
        return _desk(
            _("Chercher une autre offre pour ce besoin, ou dire qu’il n’y en a pas."),
            calendar.add_business_days(_day(since), DESK_DELAY),
        )
    if referral.state == State.IN_PROGRESS:
        return _organisation(
            referral, _("Poursuivre l’accompagnement, puis dire quand il est terminé."), None
        )
    if referral.state == State.CLOSED and Side.HOLDER not in sides_heard:
        return _holder(referral, _("Dire comment cela s’est passé."), None)
    if referral.state == State.CLOSED and Side.ORGANISATION not in sides_heard:
        return _organisation(referral, _("Dire comment cela s’est passé."), None)
    if referral.state == State.CONSENTED:
        return _desk(_("Envoyer la demande à l’organisme."), _day(referral.consented_at or clock.now()))
    return None


def _goes_on(call: WaveCall, state: str) -> bool:
    """Say whether the call, not the town, brings what comes after this state."""
    waits = state == State.CONSENTED
    came_back = state in (State.REFUSED, State.EXPIRED)
    return (call.state == CallState.RUNNING and (waits or came_back)) or (call.is_filled and came_back)


def _in_turn(call: WaveCall, state: str) -> NextStep | None:
    if call.is_filled:
        return None
    by = call.next_wave_at and _day(call.next_wave_at)
    if state == State.CONSENTED:
        return _desk(_("Solliciter cet organisme à son tour, si les précédents ne peuvent pas aider."), by)
    return _desk(_("Solliciter les autres organismes de l’appel, à leur tour."), by)


def call_step(call: WaveCall, referrals: Iterable[Referral], calendar: Calendar) -> NextStep | None:
    """Return what is expected next of a call in waves; None when nothing is."""
    if call.state == CallState.PROPOSED:
        by = calendar.add_business_days(_day(call.proposed_at), CONSENT_DELAY)
        what = _("Lire la liste des organismes, puis donner ou refuser l’accord pour l’envoi.")
        return NextStep(Side.HOLDER, call.project.owner.full_name, what, by)
    if call.state == CallState.RUNNING:
        asked = [one for one in referrals if one.is_waiting]
        dates = [one.due_at for one in asked if one.due_at] + [call.next_wave_at]
        who = ", ".join(str(one.team.organisation) for one in asked)
        first = min((date for date in dates if date is not None), default=None)
        what = _("Répondre à la demande ; ensuite, les organismes suivants sont sollicités.")
        return NextStep(Side.ORGANISATION, who, what, first and _day(first))
    if call.state == CallState.EXHAUSTED:
        by = calendar.add_business_days(_day(call.ended_at or clock.now()), DESK_DELAY)
        return _desk(_("Chercher une autre offre pour ce besoin, ou dire qu’il n’y en a pas."), by)
    return None


def outside_step(outside: OutsideReferral, calendar: Calendar) -> NextStep | None:
    """Return what is expected next of a referral outside the platform; None when it is over."""
    name = {"organisation": outside.organisation}
    if outside.state == OutsideState.PROPOSED:
        by = calendar.add_business_days(_day(outside.proposed_at), CONSENT_DELAY)
        what = _("Lire la proposition, puis donner ou refuser l’accord pour la fiche.")
        return NextStep(Side.HOLDER, outside.project.owner.full_name, what, by)
    if outside.state == OutsideState.CONSENTED:
        by = calendar.add_business_days(_day(outside.consented_at or clock.now()), HANDING_DELAY)
        what = _("Remettre la fiche à %(organisation)s, puis noter quand et à qui.") % name
        if outside.way == OutsideWay.HOLDER:
            return NextStep(Side.HOLDER, outside.project.owner.full_name, what, by)
        return _desk(what, by)
    if outside.state == OutsideState.HANDED:
        return _desk(
            _("Prendre des nouvelles auprès de %(organisation)s et du porteur.") % name, outside.news_on
        )
    return None


def sides_disagree(outcomes: Iterable[Outcome]) -> bool:
    """Say whether one side calls a referral useful and the other does not."""
    return len({outcome.value in USEFUL for outcome in outcomes}) > 1


def settling_step(outcomes: Sequence[Outcome], calendar: Calendar) -> NextStep:
    """Return what the town does when the two sides do not say the same."""
    since = max(outcome.at for outcome in outcomes)
    what = _("Appeler chaque partie, puis noter ce qu’il en est : elles ne disent pas la même chose.")
    return _desk(what, calendar.add_business_days(_day(since), DESK_DELAY))


def group_step(group: GroupAnswer, lead: str, calendar: Calendar, *, waits: bool) -> NextStep | None:
    """Return what is expected next of a group: of the holder when a part waits for them, else of its lead."""
    if waits and not group.is_over:
        what = _("Lire ce que les organismes partageraient, puis donner ou refuser l’accord.")
        by = None if group.news_at else calendar.add_business_days(_day(group.proposed_at), CONSENT_DELAY)
        return NextStep(Side.HOLDER, group.project.owner.full_name, what, by)
    if group.state != GroupState.RUNNING:
        return None
    by = group.next_on or calendar.add_business_days(_day(group.news_at or clock.now()), NEWS_DELAY)
    return NextStep(Side.ORGANISATION, lead, group.next_step or _("Donner des nouvelles à tous."), by)


def _holder(referral: Referral, what: str, by: dt.date | None) -> NextStep:
    return NextStep(Side.HOLDER, referral.project.owner.full_name, what, by)


def _organisation(referral: Referral, what: str, by: dt.date | None) -> NextStep:
    return NextStep(Side.ORGANISATION, str(referral.team.organisation), what, by)


def _desk(what: str, by: dt.date | None) -> NextStep:
    return NextStep(Side.DESK, _("La ville"), what, by)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(PARIS).date()
