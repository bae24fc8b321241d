"""What came back to the town: demands declined or left without an answer, offers often out of scope."""

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from terreau.accompaniment.enums import CallState, ReferralState, RefusalReason
from terreau.accompaniment.models import OutsideReferral, Referral, UnmetNeed
from terreau.accompaniment.refusals import REFUSALS_TO_REVIEW, cause_in_words
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer
from terreau.projects.enums import ProjectState
from terreau.projects.models import Need


def to_decide() -> Q:
    """Keep the demands that came back and about which the town has not decided anything since."""
    came_back = Q(state=ReferralState.REFUSED) | Q(state=ReferralState.EXPIRED)
    return (
        came_back
        & (Q(wave_call=None) | Q(wave_call__state__in=[CallState.EXHAUSTED, CallState.STOPPED]))
        & Q(need__closed_at=None, project__state=ProjectState.FOLLOWED)
        & Q(~Exists(_proposed_since()), ~Exists(_directed_since()), ~Exists(_noted()))
    )


def returned_for(need: Need) -> QuerySet[Referral]:
    """Return the demands of a need that wait for another offer, the last first."""
    found = Referral.objects.filter(to_decide(), need=need)
    return found.select_related("team__organisation").order_by("-proposed_at", "-pk")


def offers_to_check() -> QuerySet[Offer]:
    """Return the offers declined three times for one cause since somebody last confirmed them.

    The causes: out of scope, whatever the scope; or one same condition of the offer.
    """
    refused = Referral.objects.filter(offer=OuterRef("pk")).filter(
        Q(offer__verified_on=None) | Q(answered_at__date__gt=F("offer__verified_on"))
    )
    counted = Coalesce(_most(refused, RefusalReason.OUT_OF_SCOPE, "refusal_reason"), 0)
    same = Coalesce(_most(refused, RefusalReason.OUT_OF_CRITERIA, "refusal_criterion"), 0)
    return (
        Offer.objects.exclude(state=OfferState.ENDED)
        .annotate(scope_refusals=counted, criterion_refusals=same)
        .annotate(refusals=Greatest("scope_refusals", "criterion_refusals"))
        .filter(refusals__gte=REFUSALS_TO_REVIEW)
        .select_related("team__organisation")
        .order_by("-refusals", "pk")
    )


def causes_of(offer: Offer) -> list[tuple[str, int]]:
    """Return the causes for which an offer was declined since it was last confirmed, the commonest first."""
    refused = Referral.objects.filter(
        offer=offer, refusal_reason__in=[RefusalReason.OUT_OF_SCOPE, RefusalReason.OUT_OF_CRITERIA]
    )
    if offer.verified_on is not None:
        refused = refused.filter(answered_at__date__gt=offer.verified_on)
    rows = refused.order_by().values_list("refusal_scope", "refusal_criterion").annotate(times=Count("pk"))
    said = [(cause_in_words(offer, scope, criterion), times) for scope, criterion, times in rows]
    return sorted(said, key=lambda cause: (-cause[1], cause[0]))


def _most(refused: QuerySet[Referral], reason: str, cause: str) -> Subquery:
    """Return the number of refusals of the commonest cause of a kind."""
    rows = refused.filter(refusal_reason=reason).order_by().values(cause).annotate(times=Count("pk"))
    return Subquery(rows.order_by("-times").values("times")[:1], output_field=IntegerField())


def _proposed_since() -> QuerySet[Referral]:
    """Another organisation was proposed after this one, and the holder did not turn it down."""
    later = Referral.objects.filter(need=OuterRef("need"), proposed_at__gt=OuterRef("proposed_at"))
    return later.exclude(state=ReferralState.WITHDRAWN)


def _directed_since() -> QuerySet[OutsideReferral]:
    """The need was directed outside the platform after this one, and something may still come of it."""
    later = OutsideReferral.objects.filter(need=OuterRef("need"), proposed_at__gt=OuterRef("proposed_at"))
    return later.holding()


def _noted() -> QuerySet[UnmetNeed]:
    """The need is noted as having no offer: it waits in another queue, until an offer comes."""
    return UnmetNeed.objects.filter(need=OuterRef("need"), settled_at=None)
