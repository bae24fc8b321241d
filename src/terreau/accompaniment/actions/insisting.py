"""Nobody waits without a date: what was reminded and stayed silent is reminded again, and the town told."""

from django.db import transaction

from terreau.accompaniment.actions.base import By, _tell_desk, _tell_holder
from terreau.accompaniment.enums import ReferralState, ReminderKind
from terreau.accompaniment.models import OutsideReferral, Referral
from terreau.accompaniment.queries.returned import to_decide
from terreau.kernel import clock
from terreau.kernel.refs import ref_of
from terreau.messaging import actions as messaging
from terreau.messaging.models import Message
from terreau.territories.calendar import default_calendar

# Business days between two messages about the same wait.
RHYTHM = 5
# After so many reminders, the holder is left in peace and the town calls.
MOST_REMINDERS = 3


@transaction.atomic
def remind_consent(*, referral: Referral, by: By) -> Referral:
    """Remind the holder that a proposal waits for their agreement; then tell the town to call."""
    if referral.state == ReferralState.PROPOSED and referral.wave_call_id is None:
        _insist("referral.proposed", ReminderKind.CONSENT, referral, by)
    return referral


@transaction.atomic
def remind_question(*, referral: Referral, by: By) -> Referral:
    """Remind the holder that the organisation's question waits; then tell the town to call."""
    if referral.question_at is not None:
        asked = referral.question_at.isoformat()
        _insist("referral.asked", ReminderKind.QUESTION, referral, by, about=f"{asked} ")
    return referral


@transaction.atomic
def remind_search(*, referral: Referral, by: By) -> Referral:
    """Say honestly, to the holder and the town, that nothing was found yet after a refusal or a silence."""
    if not Referral.objects.filter(to_decide(), pk=referral.pk).exists():
        return referral
    occasion = clock.today().isoformat()
    _tell_holder("referral.still_searching", referral, by, occasion)
    _tell_desk("referral.still_searching", referral, by, occasion)
    _plan(ReminderKind.SEARCH, referral, by)
    return referral


def _insist(
    event: str,
    kind: str,
    referral: Referral | OutsideReferral,
    by: By,
    *,
    about: str = "",
    silent: str = "referral.holder_silent",
) -> None:
    prefix = f"reminder {about}"
    ref = ref_of(referral)
    sent = Message.objects.about(ref.kind, ref.key).filter(event=event, user=referral.project.owner)
    number = sent.filter(occasion__startswith=prefix).count() + 1
    if number <= MOST_REMINDERS:
        _tell_holder(event, referral, by, occasion=f"{prefix}{number}")
    else:
        _tell_desk(silent, referral, by, occasion=clock.today().isoformat())
    _plan(kind, referral, by)


def _plan(kind: str, referral: Referral | OutsideReferral, by: By) -> None:
    due = default_calendar().add_business_days(clock.today(), RHYTHM)
    messaging.remind(target=referral, kind=kind, due=due, by=by)
