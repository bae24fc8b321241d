"""The holder agrees, word for word, or declines; what they agreed to leaves at once."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _arm_ladder, _locked, _note, _tell_desk, _tell_team
from terreau.accompaniment.enums import ConsentMode, LinkPurpose, ReferralState, ReminderKind
from terreau.accompaniment.errors import AlreadyAnswered, PayloadChanged
from terreau.accompaniment.models import Consent, Referral
from terreau.accompaniment.queries.payload import preview
from terreau.accompaniment.queries.promises import promise_of
from terreau.accompaniment.states import REFERRAL_WORKFLOW
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.messaging import actions as messaging
from terreau.messaging import links
from terreau.territories.calendar import default_calendar


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
    shown = preview(referral, hidden)
    if shown.hash != payload_hash:
        raise PayloadChanged(
            _("Votre dossier a changé depuis cet aperçu : relisez-le, puis donnez votre accord.")
        )
    REFERRAL_WORKFLOW.advance(referral, "consent", consented_at=clock.now())
    given = Consent.objects.create(
        referral=referral,
        payload=shown.payload,
        payload_hash=shown.hash,
        given_by=Actor.of(by).user or referral.project.owner,
        mode=mode,
    )
    _note("referral.consented", referral, by, hash=shown.hash)
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


def _send(referral: Referral, by: By) -> None:
    promise = promise_of(referral.offer)
    now = clock.now()
    REFERRAL_WORKFLOW.advance(
        referral,
        "send",
        sent_at=now,
        due_at=default_calendar().due_at(now, promise.days),
        promised_days=promise.days,
        promise_from=promise.charter,
    )
    _arm_ladder(referral, by)
    _note("referral.sent", referral, by)
    _tell_team("referral.sent", referral, by)


def _refuse_if_decided(referral: Referral) -> None:
    if referral.consented_at is not None:
        raise AlreadyAnswered(_("Vous avez déjà donné votre accord : la demande est partie."))
    if referral.state == ReferralState.WITHDRAWN:
        raise AlreadyAnswered(_("Cette proposition a été retirée : rien n’a été envoyé."))
