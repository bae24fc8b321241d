"""How full the offers and their teams are on a day: three queries, whatever the number of offers."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q, QuerySet

from terreau.accompaniment.enums import OPEN, ReferralState
from terreau.accompaniment.matching import Criterion, OfferInput
from terreau.accompaniment.matching.room import ROLLING_DAYS, Room, room_of
from terreau.accompaniment.models import Referral
from terreau.directory.models import Offer, TeamAbsence
from terreau.directory.queries.teams import unreachable_teams
from terreau.kernel import clock


@dataclass(frozen=True)
class Loads:
    """What keeps demands away from offers on a day: the demands they have, absences, teams out of reach."""

    day: dt.date
    open: dict[int, int] = field(default_factory=dict)
    recent: dict[int, int] = field(default_factory=dict)
    away_until: dict[int, dt.date] = field(default_factory=dict)
    unreachable: frozenset[int] = frozenset()

    def read(self, offer: Offer, subjects: tuple[str, ...] | None = None) -> OfferInput:
        """Return an offer as the evaluation sees it (its team, perimeter and subjects are read already)."""
        if subjects is None:
            subjects = tuple(sorted(subject.code for subject in offer.subjects.all()))
        return OfferInput(
            key=offer.pk,
            team=offer.team_id,
            organisation=offer.team.organisation_id,
            title=offer.title,
            perimeter=offer.perimeter_id or 0,
            perimeter_name=str(offer.perimeter),
            subjects=subjects,
            stages=tuple(offer.stages),
            criteria=tuple(Criterion.read(row) for row in offer.criteria),
            valid_from=offer.valid_from,
            valid_until=offer.valid_until,
            capacity=offer.capacity,
            load=self.open.get(offer.pk, 0),
            recent=self.recent.get(offer.pk, 0),
            monthly=offer.monthly_capacity,
            away_until=self.away_until.get(offer.team_id),
            paused_until=offer.paused_until,
            reachable=offer.team_id not in self.unreachable,
            fresh=offer.is_fresh_on(self.day),
        )


def loads_on(day: dt.date, offers: QuerySet[Offer] | None = None) -> Loads:
    """Return how full the offers are on a day; all of them, or those of a query."""
    first_day = day - dt.timedelta(days=ROLLING_DAYS - 1)
    since = dt.datetime.combine(first_day, dt.time(), tzinfo=clock.PARIS)
    is_open = Q(state__in=sorted(OPEN))
    is_recent = Q(proposed_at__gte=since) & ~Q(state=ReferralState.WITHDRAWN)
    referrals = Referral.objects.filter(is_open | is_recent)
    if offers is not None:
        referrals = referrals.filter(offer__in=offers.order_by().values("pk"))
    counted = list(
        referrals.order_by()
        .values("offer")
        .annotate(open=Count("pk", filter=is_open), recent=Count("pk", filter=is_recent))
    )
    away = TeamAbsence.objects.covering(day).order_by().values("team").annotate(last=Max("until"))
    return Loads(
        day,
        {row["offer"]: row["open"] for row in counted},
        {row["offer"]: row["recent"] for row in counted},
        {row["team"]: row["last"] for row in away},
        frozenset(unreachable_teams().values_list("pk", flat=True)),
    )


def room_for(offer: Offer, day: dt.date | None = None) -> Room:
    """Return whether one offer takes a new demand today, and what keeps it from it."""
    day = day or clock.today()
    only = Offer.objects.filter(pk=offer.pk)
    return room_of(loads_on(day, only).read(offer, subjects=()), day)
