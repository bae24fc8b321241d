"""What the platform does while somebody is silent: remind, climb, then give the demand back to the town."""

from django.db import transaction

from terreau.accompaniment.actions.base import By, _locked, _note, _tell_desk, _tell_holder, _tell_team
from terreau.accompaniment.enums import LADDER, ReferralState, ReminderKind
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries.escalation import second_person, signatory_contact
from terreau.accompaniment.states import REFERRAL_WORKFLOW
from terreau.kernel import clock
from terreau.messaging import actions as messaging


@transaction.atomic
def climb(*, referral: Referral, kind: str, by: By) -> Referral:
    """Remind the organisation, one rung higher each time: team, second person, signatory of the charter."""
    _locked(referral)
    if not referral.is_waiting or referral.question_at is not None:
        return referral
    rung = LADDER.index(ReminderKind(kind)) + 1
    Referral.objects.filter(pk=referral.pk).update(escalation_step=rung)
    referral.escalation_step = rung
    _note("referral.reminded", referral, by, step=rung)
    recipient = {
        ReminderKind.SECOND: second_person,
        ReminderKind.THIRD: signatory_contact,
    }.get(ReminderKind(kind), lambda _referral: None)(referral)
    if recipient is None:
        _tell_team("referral.reminder", referral, occasion=str(rung))
    else:
        messaging.post(event="referral.reminder", to=recipient, target=referral, occasion=str(rung))
    return referral


@transaction.atomic
def expire(*, referral: Referral, by: By) -> Referral:
    """End the wait: the demand goes back to the town's desk, and the holder is told honestly."""
    _locked(referral)
    if not referral.is_waiting or referral.question_at is not None:
        return referral
    REFERRAL_WORKFLOW.advance(referral, "expire", expired_at=clock.now(), escalation_step=len(LADDER))
    _note("referral.expired", referral, by)
    _tell_holder("referral.expired", referral)
    _tell_desk("referral.expired", referral)
    return referral


@transaction.atomic
def remind_consent(*, referral: Referral, by: By) -> Referral:
    """Remind the holder, once, that a proposal waits for their agreement; tell the desk too."""
    if referral.state == ReferralState.PROPOSED:
        _tell_holder("referral.proposed", referral, occasion="reminder")
    return referral


@transaction.atomic
def remind_question(*, referral: Referral, by: By) -> Referral:
    """Remind the holder, once, that the organisation's question waits."""
    if referral.question_at is not None:
        _tell_holder("referral.asked", referral, occasion=f"reminder {referral.question_at.isoformat()}")
    return referral


@transaction.atomic
def ask_outcome(*, referral: Referral, by: By) -> Referral:
    """Ask both sides how it went; each answers alone, by their own link."""
    if referral.is_running or referral.state == ReferralState.CLOSED:
        _tell_holder("referral.outcome_question", referral)
        _tell_team("referral.outcome_question", referral)
    return referral
