"""What came back to the town: demands declined or left without an answer, offers often out of scope."""

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from terreau.accompaniment.enums import ReferralState, RefusalReason
from terreau.accompaniment.models import Referral, UnmetNeed
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer
from terreau.projects.enums import ProjectState
from terreau.projects.models import Need

# From this many refusals “out of scope” on, what an offer says of itself is worth reading again.
SCOPE_REFUSALS = 3


def to_decide() -> Q:
    """Keep the demands that came back and about which the town has not decided anything since."""
    came_back = Q(state=ReferralState.REFUSED) | Q(state=ReferralState.EXPIRED)
    return (
        came_back
        & Q(need__closed_at=None, project__state=ProjectState.FOLLOWED)
        & ~Exists(_proposed_since())
        & ~Exists(_noted_since())
    )


def returned_for(need: Need) -> QuerySet[Referral]:
    """Return the demands of a need that wait for another offer, the last first."""
    found = Referral.objects.filter(to_decide(), need=need)
    return found.select_related("team__organisation").order_by("-proposed_at", "-pk")


def offers_to_check() -> QuerySet[Offer]:
    """Return the offers declined as out of scope three times since somebody last confirmed them."""
    since = Q(verified_on=None) | Q(referrals__answered_at__date__gt=F("verified_on"))
    refusals = Q(referrals__refusal_reason=RefusalReason.OUT_OF_SCOPE) & since
    return (
        Offer.objects.exclude(state=OfferState.ENDED)
        .annotate(scope_refusals=Count("referrals", filter=refusals))
        .filter(scope_refusals__gte=SCOPE_REFUSALS)
        .select_related("team__organisation")
        .order_by("-scope_refusals", "pk")
    )


def _proposed_since() -> QuerySet[Referral]:
    """Another organisation was proposed after this one, and the holder did not turn it down."""
    later = Referral.objects.filter(need=OuterRef("need"), proposed_at__gt=OuterRef("proposed_at"))
    return later.exclude(state=ReferralState.WITHDRAWN)


def _noted_since() -> QuerySet[UnmetNeed]:
    """The need was noted as having no offer after the answer, or the end of the wait."""
    noted = UnmetNeed.objects.filter(need=OuterRef("need"))
    after_answer = Q(recorded_at__gte=OuterRef("answered_at")) | Q(recorded_at__gte=OuterRef("expired_at"))
    return noted.filter(after_answer)
