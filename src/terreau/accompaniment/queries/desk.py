"""What the town's desk, an organisation and a holder have to do: a few queries, whatever the length."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import OPEN, OUTSIDE_OPEN, READABLE, OutsideState, PartRole, ReferralState
from terreau.accompaniment.matching.room import Room, room_of
from terreau.accompaniment.models import GroupPart, OutsideReferral, Referral, UnmetNeed
from terreau.accompaniment.queries.file import views_of
from terreau.accompaniment.queries.file_rows import with_everything
from terreau.accompaniment.queries.file_views import ReferralView
from terreau.accompaniment.queries.loads import loads_on
from terreau.accompaniment.queries.returned import offers_to_check
from terreau.accounts.models import User
from terreau.directory.enums import OfferState
from terreau.directory.models import Offer, TeamMember
from terreau.kernel import clock
from terreau.projects.enums import OPEN_STATES
from terreau.projects.models import Project

LIST_BOUND = 100


@dataclass(frozen=True)
class Capacity:
    """How many demands an offer follows now, and whether a new one may come."""

    offer: Offer
    room: Room

    @property
    def load(self) -> int:
        return self.room.load


@dataclass(frozen=True)
class Requests:
    """What is expected from the teams of a person."""

    waiting: list[ReferralView]
    running: list[ReferralView]
    over: list[ReferralView]
    capacities: list[Capacity]
    to_check: list[Offer]

    @property
    def is_empty(self) -> bool:
        return not (self.waiting or self.running or self.over)


def waiting_for_answer() -> QuerySet[Referral]:
    """Return the demands that wait for an organisation, the nearest promise first."""
    return _listed(Referral.objects.waiting().filter(question_at=None)).order_by("due_at", "pk")


def waiting_for_holder() -> QuerySet[Referral]:
    """Return what waits for the holder: proposals to agree to, questions to answer."""
    return _listed(Referral.objects.filter(_waits_for_holder())).order_by("proposed_at", "pk")


def no_offer() -> QuerySet[UnmetNeed]:
    """Return the needs noted as having no offer, the oldest first."""
    unmet = UnmetNeed.objects.filter(settled_at=None, need__closed_at=None)
    return unmet.select_related("need__subject", "need__project").order_by("recorded_at", "pk")


def directed_outside() -> QuerySet[OutsideReferral]:
    """Return the referrals outside the platform that are under way, the nearest date first."""
    found = OutsideReferral.objects.open().select_related("need__subject", "project__owner")
    return found.order_by(F("news_on").asc(nulls_first=True), "proposed_at", "pk")


def outside_to_do_of(user: User) -> QuerySet[OutsideReferral]:
    """Return the proposals to go outside the platform that wait for a holder."""
    mine = OutsideReferral.objects.filter(state=OutsideState.PROPOSED, project__owner=user)
    return mine.select_related("need__subject").order_by("proposed_at", "pk")


def requests_of(user: User) -> Requests:
    """Return what is expected from the teams of a person, by when, and how full their offers are."""
    teams = TeamMember.objects.present().filter(user=user).values("team")
    found = with_everything(Referral.objects.filter(team__in=teams, state__in=sorted(READABLE)))
    latest = list(found.order_by(F("due_at").desc(), "pk")[:LIST_BOUND])
    views = list(views_of(latest, lambda _referral: frozenset({Side.ORGANISATION})).by_referral.values())
    waiting = sorted(
        (v for v in views if v.referral.is_waiting), key=lambda v: (v.referral.due_at, v.referral.pk)
    )
    return Requests(
        waiting=waiting,
        running=[view for view in views if view.referral.is_running],
        over=[view for view in views if not view.referral.is_open],
        capacities=_capacities(teams),
        to_check=list(offers_to_check().filter(team__in=teams)),
    )


def my_files(user: User) -> list[Project]:
    """Return the projects that a person carries or takes part in, the open ones first."""
    mine = Q(owner=user) | Q(members__user=user, members__left_at=None)
    projects = Project.objects.current().filter(mine).distinct().select_related("commune", "referent")
    return sorted(
        projects.annotate(
            open_referrals=Count("referrals", Q(referrals__state__in=sorted(OPEN)), distinct=True)
            + Count("outside_referrals", Q(outside_referrals__state__in=sorted(OUTSIDE_OPEN)), distinct=True)
        ),
        key=lambda project: (project.state not in OPEN_STATES, -project.submitted_at.timestamp()),
    )


def to_do_of_holder(user: User) -> QuerySet[Referral]:
    """Return what a holder is expected to do: agree to a proposal, answer a question."""
    return _listed(Referral.objects.filter(_waits_for_holder(), project__owner=user)).order_by(
        "proposed_at", "pk"
    )


def _waits_for_holder() -> Q:
    """Keep the proposals to agree to – a call in waves once, by its first – and the questions to answer.

    A group that waits for an agreement is shown once, by the demand of its lead.
    """
    first = Referral.objects.filter(
        wave_call=OuterRef("wave_call"), state=ReferralState.PROPOSED, position__lt=OuterRef("position")
    )
    proposed = Q(state=ReferralState.PROPOSED) & ~Exists(first)
    waits = GroupPart.objects.filter(left_at=None, agreed_at=None, group=OuterRef("group"))
    led = GroupPart.objects.filter(Exists(waits), referral=OuterRef("pk"), role=PartRole.LEAD)
    return proposed | Q(question_at__isnull=False) | Q(Exists(led))


def _listed(referrals: QuerySet[Referral]) -> QuerySet[Referral]:
    return referrals.select_related("need__subject", "team__organisation", "offer", "project__owner")


def _capacities(teams: Any) -> list[Capacity]:
    offers = Offer.objects.filter(team__in=teams, state=OfferState.PUBLISHED)
    loads = loads_on(clock.today(), offers)
    listed = offers.select_related("team", "perimeter").order_by("title", "pk")
    return [Capacity(offer, room_of(loads.read(offer, subjects=()), loads.day)) for offer in listed]
