"""Why organisations say no, in words: the reason, and the criterion that it is about. Pure."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.accompaniment.enums import RefusalReason, ScopeReason
from terreau.directory.models import Offer

# The organisation holds to a condition that its offer does not say.
UNWRITTEN = "unwritten"
# From this many refusals for one cause on, what an offer says of itself is worth reading again.
REFUSALS_TO_REVIEW = 3


def criteria_of(offer: Offer) -> list[tuple[str, str]]:
    """Return the conditions of an offer by the fact they read, in words; then the one it does not say."""
    said = {str(row.get("fact", "")): _label(row) for row in offer.criteria}
    return [*said.items(), (UNWRITTEN, _("une condition que l’offre ne dit pas encore"))]


def cause_in_words(offer: Offer, scope: str, criterion: str) -> str:
    """Say which criterion a refusal was about; empty when its reason is of another kind."""
    if scope:
        return str(ScopeReason(scope).label)
    if not criterion:
        return ""
    return dict(criteria_of(offer)).get(criterion, _("une condition que l’offre n’a plus"))


def refusal_in_words(referral: Any) -> str:
    """Say why a demand was declined, with the criterion in brackets when there is one."""
    if not referral.refusal_reason:
        return ""
    reason = str(RefusalReason(referral.refusal_reason).label)
    cause = cause_in_words(referral.offer, referral.refusal_scope, referral.refusal_criterion)
    return f"{reason} ({cause})" if cause else reason


def _label(row: dict[str, Any]) -> str:
    label = row.get("label_en") if get_language() == "en" else row.get("label_fr")
    return str(label or row.get("label_fr") or row.get("fact", "")).rstrip(" .?")
