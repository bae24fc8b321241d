"""The queues of the follow-up desk about needs and demands: what stands there, and what left since a moment.

As in `projects.queries.queues`: what stands in a queue carries `moment` and `is_new`, what left `left_at`.
"""

import datetime as dt
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from terreau.accompaniment.enums import USEFUL, WAITING, ReferralState
from terreau.accompaniment.models import Outcome, OutsideReferral, Referral, UnmetNeed
from terreau.accompaniment.queries.returned import to_decide
from terreau.kernel import clock
from terreau.projects.enums import WITH_REFERENT_STATES, ProjectState
from terreau.projects.models import Need
from terreau.projects.queries.queues import if_new

# Nothing comes of these any more.
TURNED = (ReferralState.WITHDRAWN, ReferralState.REROUTED)
BACK = (ReferralState.REFUSED, ReferralState.EXPIRED, ReferralState.REROUTED)


def needs_without_offer(since: dt.datetime) -> QuerySet[Need]:
    """Return the needs for which nothing was proposed yet, the oldest first."""
    turned = Referral.objects.filter(need=OuterRef("pk"), withdrawn_at__gt=since)
    fallen = Exists(turned) | Exists(_outside(OuterRef("pk")).fallen_since(since))
    arrived = Q(created_at__gt=since) | Q(project__decided_at__gt=since) | fallen
    found = _without_proposal().annotate(moment=F("created_at"), is_new=if_new(arrived))
    return found.order_by("moment", "pk")


def needs_served_since(since: dt.datetime) -> QuerySet[Need]:
    """Return the needs for which something was proposed, noted as missing, or that are no longer asked."""
    proposed = Referral.objects.filter(need=OuterRef("pk")).exclude(state__in=TURNED)
    noted = UnmetNeed.objects.filter(need=OuterRef("pk"))
    directed = _outside(OuterRef("pk")).holding()
    moved = (
        Exists(proposed.filter(proposed_at__gt=since))
        | Exists(directed.filter(proposed_at__gt=since))
        | Exists(noted.filter(recorded_at__gt=since))
        | Q(closed_at__gt=since)
        | Q(project__paused_at__gt=since)
        | Q(project__closed_at__gt=since)
    )
    left_at = Coalesce(
        Subquery(proposed.order_by("proposed_at").values("proposed_at")[:1]),
        Subquery(directed.order_by("proposed_at").values("proposed_at")[:1]),
        Subquery(noted.order_by("-recorded_at").values("recorded_at")[:1]),
        "closed_at",
        "project__paused_at",
        "project__closed_at",
    )
    return (
        Need.objects.filter(moved, project__state__in=WITH_REFERENT_STATES)
        .exclude(pk__in=_without_proposal().values("pk"))
        .annotate(left_at=left_at)
        .filter(left_at__gt=since)
    )


def late_answers(since: dt.datetime) -> QuerySet[Referral]:
    """Return the demands whose promised answer did not come, the oldest promise first."""
    waiting = Referral.objects.filter(state__in=sorted(WAITING), question_at=None, due_at__lt=clock.now())
    return waiting.annotate(moment=F("due_at"), is_new=if_new(Q(due_at__gt=since))).order_by("moment", "pk")


def answered_since(since: dt.datetime) -> QuerySet[Referral]:
    """Return the demands past their promise that were answered, taken back or withdrawn."""
    left_at = Coalesce("answered_at", "expired_at", "withdrawn_at", "question_at")
    left = Referral.objects.annotate(left_at=left_at).filter(left_at__gt=since)
    return left.filter(left_at__gt=F("due_at"))


def returned(since: dt.datetime) -> QuerySet[Referral]:
    """Return the demands that came back, declined or without an answer, the oldest first."""
    back = Referral.objects.filter(to_decide()).annotate(moment=Coalesce("answered_at", "expired_at"))
    arrived = Q(moment__gt=since) | Exists(_outside(OuterRef("need")).fallen_since(since))
    return back.annotate(is_new=if_new(arrived)).order_by("moment", "pk")


def decided_since(since: dt.datetime) -> QuerySet[Referral]:
    """Return the demands that had come back and about which the town decided something."""
    later = Referral.objects.filter(need=OuterRef("need"), proposed_at__gt=OuterRef("proposed_at"))
    later = later.exclude(state=ReferralState.WITHDRAWN)
    noted = UnmetNeed.objects.filter(need=OuterRef("need"), recorded_at__gt=OuterRef("proposed_at"))
    directed = _outside(OuterRef("need")).holding().filter(proposed_at__gt=OuterRef("proposed_at"))
    left_at = Coalesce(
        "rerouted_at",
        Subquery(later.order_by("proposed_at").values("proposed_at")[:1]),
        Subquery(directed.order_by("proposed_at").values("proposed_at")[:1]),
        Subquery(noted.order_by("recorded_at").values("recorded_at")[:1]),
        "need__closed_at",
        "project__paused_at",
        "project__closed_at",
    )
    return (
        Referral.objects.filter(state__in=BACK)
        .exclude(pk__in=Referral.objects.filter(to_decide()).values("pk"))
        .annotate(left_at=left_at)
        .filter(left_at__gt=since)
    )


def disagreements(since: dt.datetime) -> QuerySet[Referral]:
    """Return the demands of which the two sides do not say the same, until the town settled it.

    The moment is that of the second answer: before it, nobody disagreed.
    """
    disputed = _disputed().filter(settlement=None)
    return disputed.annotate(is_new=if_new(Q(moment__gt=since))).order_by("moment", "pk")


def settled_since(since: dt.datetime) -> QuerySet[Referral]:
    """Return the demands of which the town settled the disagreement."""
    settled = Referral.objects.filter(settlement__settled_at__gt=since)
    return settled.annotate(left_at=F("settlement__settled_at"))


def _disputed() -> QuerySet[Any]:
    """Keep the demands that one side calls useful and the other does not, with when that came out."""
    said = Outcome.objects.filter(referral=OuterRef("pk"))
    useful, useless = said.filter(value__in=sorted(USEFUL)), said.exclude(value__in=sorted(USEFUL))
    last = said.order_by("-at").values("at")[:1]
    return Referral.objects.filter(Exists(useful), Exists(useless)).annotate(moment=Subquery(last))


def _without_proposal() -> QuerySet[Need]:
    """Keep the open needs of followed projects for which nothing was proposed, or all was turned down."""
    return (
        Need.objects.filter(closed_at=None, project__state=ProjectState.FOLLOWED)
        .filter(~Exists(Referral.objects.filter(need=OuterRef("pk")).exclude(state__in=TURNED)))
        .filter(~Exists(_outside(OuterRef("pk")).holding()))
        .filter(~Exists(UnmetNeed.objects.filter(need=OuterRef("pk"), settled_at=None)))
    )


def _outside(need: OuterRef) -> Any:
    """Return the referrals outside the platform of the need of a row."""
    return OutsideReferral.objects.filter(need=need)
