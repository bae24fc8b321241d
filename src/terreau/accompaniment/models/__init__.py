"""Tables of the accompaniment."""

from terreau.accompaniment.models.alerts import Alert, AlertPair
from terreau.accompaniment.models.consent import Consent
from terreau.accompaniment.models.contact import OutsideContact
from terreau.accompaniment.models.followup import Outcome, Settlement, UnmetNeed
from terreau.accompaniment.models.group import GroupAnswer, GroupPart, PartnerWish
from terreau.accompaniment.models.handover import Handover
from terreau.accompaniment.models.matching import MatchOverride, MatchSnapshot
from terreau.accompaniment.models.meeting import ProposedSlot
from terreau.accompaniment.models.outside import OutsideReferral
from terreau.accompaniment.models.referral import Referral
from terreau.accompaniment.models.wave import WaveCall

__all__ = [
    "Alert",
    "AlertPair",
    "Consent",
    "GroupAnswer",
    "GroupPart",
    "Handover",
    "MatchOverride",
    "MatchSnapshot",
    "Outcome",
    "OutsideContact",
    "OutsideReferral",
    "PartnerWish",
    "ProposedSlot",
    "Referral",
    "Settlement",
    "UnmetNeed",
    "WaveCall",
]
