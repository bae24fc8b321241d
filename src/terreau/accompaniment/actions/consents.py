"""The holder agrees, word for word, or declines; what they agreed to leaves at once."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _locked, _note, _tell_desk
from terreau.accompaniment.actions.sending import _as_previewed, _keep_consent, _send
from terreau.accompaniment.enums import ConsentMode, LinkPurpose, ReferralState, ReminderKind
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.models import Consent, Referral
from terreau.accompaniment.states import REFERRAL_WORKFLOW
from terreau.kernel import clock
from terreau.kernel.errors import RuleBroken
from terreau.messaging import actions as messaging
from terreau.messaging import links


@transaction.atomic
def consent(
    *,
    referral: Referral,
    payload_hash: str,
    by: By,
    hidden: Collection[str] = (),
    mode: str = ConsentMode.PAGE,
) -> Consent:
    """Agree to send exactly what was previewed, then send it to the team."""
    _locked(referral)
    _refuse_if_decided(referral)
    shown = _as_previewed(referral, hidden, payload_hash)
    given = _keep_consent(referral, shown, by, mode)
    messaging.settle(target=referral, kind=ReminderKind.CONSENT)
    _send(referral, by)
    return given


@transaction.atomic
def decline(*, referral: Referral, by: By, reason: str = "") -> Referral:
    """Say that the holder does not want this organisation to be asked; nothing was sent."""
    _locked(referral)
    _refuse_if_decided(referral)
    REFERRAL_WORKFLOW.advance(referral, "withdraw", withdrawn_at=clock.now(), withdrawn_reason=reason.strip())
    _note("referral.withdrawn", referral, by, declined=True)
    messaging.settle(target=referral)
    links.revoke(target=referral, purpose=LinkPurpose.CONSENT)
    _tell_desk("referral.declined", referral, by)
    return referral


def _refuse_if_decided(referral: Referral) -> None:
    if referral.wave_call_id is not None:
        raise RuleBroken(
            _("Cette proposition est dans un appel par vagues : décidez pour tous les organismes nommés.")
        )
    if referral.consented_at is not None:
        raise AlreadyAnswered(_("Vous avez déjà donné votre accord : la demande est partie."))
    if referral.state == ReferralState.WITHDRAWN:
        raise AlreadyAnswered(_("Cette proposition a été retirée : rien n’a été envoyé."))
