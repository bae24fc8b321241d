"""Who has the ball, what is expected, by when: computed from the facts of a referral. Pure."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import ReferralState as State
from terreau.accompaniment.ladder import Calendar
from terreau.accompaniment.models import Referral
from terreau.kernel import clock
from terreau.kernel.clock import PARIS

# After a refusal or a silence, the town proposes what comes next within this delay.
DESK_DELAY = 5
# After an acceptance, the first contact is expected within this delay.
CONTACT_DELAY = 5
CONSENT_DELAY = 3

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
    referral: Referral, calendar: Calendar, sides_heard: frozenset[str] = frozenset()
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
    if referral.is_waiting and referral.question_at is not None:
        return _holder(
            referral,
            _("Répondre à la question de l’organisme, dans la conversation."),
            calendar.add_business_days(_day(referral.question_at), CONSENT_DELAY),
        )
    if referral.is_waiting:
        return _organisation(
            referral,
            _("Répondre à la demande : accepter, décliner ou poser une question."),
            referral.due_at and _day(referral.due_at),
        )
    if state == State.ACCEPTED:
        return _organisation(
            referral,
            _("Prendre contact avec le porteur et faire le premier pas."),
            calendar.add_business_days(_day(referral.answered_at or clock.now()), CONTACT_DELAY),
        )
    return _later(referral, calendar, sides_heard)


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


def _holder(referral: Referral, what: str, by: dt.date | None) -> NextStep:
    return NextStep(Side.HOLDER, referral.project.owner.full_name, what, by)


def _organisation(referral: Referral, what: str, by: dt.date | None) -> NextStep:
    return NextStep(Side.ORGANISATION, str(referral.team.organisation), what, by)


def _desk(what: str, by: dt.date | None) -> NextStep:
    return NextStep(Side.DESK, _("La ville"), what, by)


def _day(moment: dt.datetime) -> dt.date:
    return moment.astimezone(PARIS).date()
