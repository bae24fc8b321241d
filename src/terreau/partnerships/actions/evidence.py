"""What a partner says it did, and what the town says of it."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.journal import actions as journal
from terreau.kernel import clock
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.typography import date_in_words
from terreau.partnerships.enums import EVIDENCE_VERB, CharterState
from terreau.partnerships.models import Commitment, Evidence
from terreau.partnerships.workflows import EVIDENCE_WORKFLOW


@transaction.atomic
def record_evidence(
    *, commitment: Commitment, quantity: Decimal | int, text: str, by: Any, on: dt.date | None = None
) -> Evidence:
    """Declare something done for a commitment; the town reviews it before it counts."""
    charter = commitment.charter
    on = on or clock.today()
    if charter.state != CharterState.IN_FORCE:
        raise RuleBroken(_("La charte n’est pas en vigueur : rien ne peut encore compter."))
    if charter.in_force_from is not None and on < charter.in_force_from:
        raise RuleBroken(
            _("La charte est en vigueur depuis le %(day)s : indiquez une date à partir de ce jour.")
            % {"day": date_in_words(charter.in_force_from)},
            field="on",
        )
    if charter.in_force_until is not None and on > charter.in_force_until:
        raise RuleBroken(
            _("La charte court jusqu’au %(day)s.") % {"day": date_in_words(charter.in_force_until)},
            field="on",
        )
    if on > clock.today():
        raise RuleBroken(_("Déclarez ce qui est fait, non ce qui est prévu."), field="on")
    if quantity <= 0:
        raise RuleBroken(_("La quantité est supérieure à zéro."), field="quantity")
    if not text.strip():
        raise RuleBroken(_("Dites en une phrase ce qui a été fait."), field="text")
    evidence = Evidence.objects.create(
        commitment=commitment,
        quantity=quantity,
        text=text.strip(),
        on=on,
        proposed_by=Actor.of(by).user,
    )
    journal.write(
        verb="commitment.evidence_proposed",
        target=commitment,
        by=by,
        organisation=commitment.party.organisation_id,
    )
    return evidence


@transaction.atomic
def accept_evidence(*, evidence: Evidence, by: Any) -> Evidence:
    """Let an evidence count towards its commitment."""
    EVIDENCE_WORKFLOW.advance(evidence, "accept", reviewed_at=clock.now())
    commitment = evidence.commitment
    journal.write(
        verb=EVIDENCE_VERB,
        target=commitment,
        by=by,
        organisation=commitment.party.organisation_id,
        quantity=evidence.quantity,
        unit=commitment.unit[:30],
        data={"evidence": evidence.pk, "on": evidence.on.isoformat()},
        public=True,
    )
    return evidence


@transaction.atomic
def decline_evidence(*, evidence: Evidence, reason: str, by: Any) -> Evidence:
    """Set an evidence aside and tell the partner why."""
    if not reason.strip():
        raise RuleBroken(_("Dites au partenaire pourquoi cette réalisation ne compte pas."), field="reason")
    EVIDENCE_WORKFLOW.advance(evidence, "decline", reviewed_at=clock.now(), reason=reason.strip())
    journal.write(
        verb="commitment.evidence_declined",
        target=evidence.commitment,
        by=by,
        organisation=evidence.commitment.party.organisation_id,
    )
    return evidence
