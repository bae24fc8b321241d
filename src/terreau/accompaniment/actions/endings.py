"""A referral starts, ends or is withdrawn; both sides say how it went."""

from functools import partial

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _locked, _note, _tell_desk, _tell_sheet, _tell_team
from terreau.accompaniment.actions.escalation import ask_outcome
from terreau.accompaniment.actions.parts import _follow_part, _refuse_if_leading
from terreau.accompaniment.actions.sending import _take_back
from terreau.accompaniment.actions.turns import _move_on
from terreau.accompaniment.enums import SAID_BY, USEFUL, LinkPurpose, OutcomeSide, ReferralState, ReminderKind
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.followup import sides_disagree
from terreau.accompaniment.models import Outcome, Referral, Settlement
from terreau.accompaniment.signals import referral_closed
from terreau.accompaniment.states import REFERRAL_WORKFLOW
from terreau.accounts.models import User
from terreau.journal import actions as journal
from terreau.journal.enums import LinkKind
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.kernel.typography import date_in_words
from terreau.messaging import actions as messaging
from terreau.messaging import links


@transaction.atomic
def start(*, referral: Referral, by: By) -> Referral:
    """Say that the accompaniment has begun: the first contact took place."""
    _locked(referral)
    REFERRAL_WORKFLOW.advance(referral, "start")
    _note("referral.started", referral, by)
    return referral


@transaction.atomic
def close(*, referral: Referral, by: By) -> Referral:
    """End a referral that ran; both sides are asked how it went."""
    _locked(referral)
    _refuse_if_leading(referral)
    REFERRAL_WORKFLOW.advance(referral, "close", closed_at=clock.now())
    messaging.settle(target=referral)
    links.revoke(target=referral, purpose=LinkPurpose.ANSWER)
    _note("referral.closed", referral, by)
    _tell_sheet(referral)
    ask_outcome(referral=referral, by=by)
    _follow_part(referral, by)
    transaction.on_commit(partial(referral_closed.send, sender=Referral, referral=referral))
    return referral


@transaction.atomic
def withdraw(*, referral: Referral, by: By, reason: str = "") -> Referral:
    """Take an open referral back: the organisation reads nothing more, and is told when it had the demand."""
    _locked(referral)
    if referral.state == ReferralState.WITHDRAWN:
        raise AlreadyAnswered(_("Cette mise en relation est déjà retirée."))
    _refuse_if_leading(referral)
    was_sent = referral.sent_at is not None
    _take_back(referral, by, reason)
    if was_sent:
        _tell_team("referral.withdrawn", referral, by)
    _follow_part(referral, by)
    _move_on(referral, by)
    return referral


@transaction.atomic
def record_outcome(*, referral: Referral, side: str, value: str, by: By, text: str = "") -> Outcome:
    """Keep what one side says of a referral; the other side answers on its own."""
    if side not in OutcomeSide.values or value not in SAID_BY[OutcomeSide(side)]:
        raise RuleBroken(_("Choisissez une réponse."), field="value")
    _locked(referral)
    if not referral.is_running and referral.state != ReferralState.CLOSED:
        raise RuleBroken(_("Cette mise en relation n’a pas eu lieu : il n’y a pas de résultat à dire."))
    outcome = _keep(referral, side, value, text)
    if value in USEFUL:
        journal.link(source=referral, target=outcome, kind=LinkKind.RESULTS_IN, by=by)
    _note("outcome.recorded", referral, by, side=side, value=value)
    _tell_sheet(referral)
    if referral.outcomes.count() == len(OutcomeSide):
        messaging.settle(target=referral, kind=ReminderKind.OUTCOME)
    if sides_disagree(referral.outcomes.all()):
        _tell_desk("outcome.disagreement", referral, by)
    return outcome


@transaction.atomic
def settle_disagreement(*, referral: Referral, note: str, by: User) -> Settlement:
    """Say what the town found out when the two sides do not say the same; the need goes on by itself."""
    _locked(referral)
    if not note.strip():
        raise RuleBroken(
            _("Dites en une phrase ce que vous avez appris : la file s’en souviendra."), field="note"
        )
    if not sides_disagree(referral.outcomes.all()):
        raise RuleBroken(_("Les deux parties ne se contredisent pas : il n’y a rien à régler."))
    found = Settlement.objects.filter(referral=referral).select_related("settled_by").first()
    if found is not None:
        raise AlreadyAnswered(
            _("%(who)s a déjà réglé ce désaccord, le %(date)s.")
            % {"who": found.settled_by.full_name, "date": date_in_words(found.settled_at)}
        )
    settled = Settlement.objects.create(referral=referral, note=note.strip(), settled_by=by)
    _note("outcome.settled", referral, by)
    return settled


def _keep(referral: Referral, side: str, value: str, text: str) -> Outcome:
    said = referral.outcomes.filter(side=side).first()
    if said is None:
        try:
            with transaction.atomic():
                return Outcome.objects.create(referral=referral, side=side, value=value, text=text.strip())
        except IntegrityError:
            said = referral.outcomes.get(side=side)
    raise AlreadyAnswered(
        _("Votre réponse du %(date)s est déjà enregistrée : « %(value)s ».")
        % {"date": date_in_words(said.at), "value": said.get_value_display()}
    )
