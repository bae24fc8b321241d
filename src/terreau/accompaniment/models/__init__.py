"""Tables of the accompaniment."""

from terreau.accompaniment.models.consent import Consent
from terreau.accompaniment.models.followup import Outcome, UnmetNeed
from terreau.accompaniment.models.matching import MatchSnapshot
from terreau.accompaniment.models.referral import Handover, Referral

__all__ = ["Consent", "Handover", "MatchSnapshot", "Outcome", "Referral", "UnmetNeed"]
