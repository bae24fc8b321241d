"""What sending and taking back share, whoever decides: the holder, the town, or the turn of a wave."""

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from terreau.accompaniment.actions.base import By, _arm_ladder, _note, _tell_sheet, _tell_team
from terreau.accompaniment.enums import LinkPurpose
from terreau.accompaniment.errors import PayloadChanged
from terreau.accompaniment.models import Consent, Referral, WaveCall
from terreau.accompaniment.queries.payload import Preview, preview
from terreau.accompaniment.queries.promises import promise_of
from terreau.accompaniment.states import REFERRAL_WORKFLOW
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.messaging import actions as messaging
from terreau.messaging import links
from terreau.territories.calendar import default_calendar


def _as_previewed(target: Referral | WaveCall, hidden: Collection[str], payload_hash: str) -> Preview:
    """Return what would be sent now; refuse when it is no longer what the holder read."""
    shown = preview(target, hidden)
    if shown.hash != payload_hash:
        raise PayloadChanged(
            _("Votre dossier a changé depuis cet aperçu : relisez-le, puis donnez votre accord.")
        )
    return shown


def _keep_consent(referral: Referral, shown: Preview, by: By, mode: str) -> Consent:
    """Keep, word for word, what the holder agreed to send to one organisation."""
    REFERRAL_WORKFLOW.advance(referral, "consent", consented_at=clock.now())
    given = Consent.objects.create(
        referral=referral,
        payload=shown.payload,
        payload_hash=shown.hash,
        given_by=Actor.of(by).user or referral.project.owner,
        mode=mode,
    )
    _note("referral.consented", referral, by, hash=shown.hash)
    return given


def _send(referral: Referral, by: By, **place: Any) -> None:
    """Send to the team what the holder agreed to; `place` says in which wave."""
    promise = promise_of(referral.offer)
    now = clock.now()
    REFERRAL_WORKFLOW.advance(
        referral,
        "send",
        sent_at=now,
        waits_since=now,
        due_at=default_calendar().due_at(now, promise.days),
        promised_days=promise.days,
        promise_from=promise.charter,
        **place,
    )
    _arm_ladder(referral, by)
    _note("referral.sent", referral, by)
    _tell_team("referral.sent", referral, by)


def _take_back(referral: Referral, by: By, reason: str = "", *, keep_answer_link: bool = False) -> None:
    """Withdraw an open demand: its text is no longer readable, and nothing is expected any more."""
    REFERRAL_WORKFLOW.advance(
        referral,
        "withdraw",
        withdrawn_at=clock.now(),
        withdrawn_reason=reason.strip(),
        question_at=None,
    )
    Consent.objects.filter(referral=referral, withdrawn_at=None).update(withdrawn_at=clock.now())
    messaging.settle(target=referral)
    links.revoke(target=referral, purpose=LinkPurpose.CONSENT)
    if not keep_answer_link:
        links.revoke(target=referral, purpose=LinkPurpose.ANSWER)
    messaging.close_addresses(target=referral)
    _note("referral.withdrawn", referral, by)
    _tell_sheet(referral)
