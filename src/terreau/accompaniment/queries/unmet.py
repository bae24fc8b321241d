"""Which needs nobody answers, why, and which offers came since."""

from django.db.models import Exists, OuterRef, QuerySet

from terreau.accompaniment import matching
from terreau.accompaniment.enums import OPEN, ReferralState, UnmetCause
from terreau.accompaniment.matching import Card
from terreau.accompaniment.models import OutsideReferral, Referral, UnmetNeed
from terreau.accompaniment.queries.matching import Match
from terreau.projects.enums import ProjectState
from terreau.projects.models import Need

# Somebody has the need in hand, or had it to the end.
IN_HAND = OPEN | {ReferralState.CLOSED}


def needs_to_look_at() -> QuerySet[Need]:
    """Return the open needs of followed projects that no organisation has in hand."""
    in_hand = Referral.objects.filter(need=OuterRef("pk"), state__in=sorted(IN_HAND))
    directed = OutsideReferral.objects.holding().filter(need=OuterRef("pk"))
    found = Need.objects.filter(
        ~Exists(in_hand), ~Exists(directed), closed_at=None, project__state=ProjectState.FOLLOWED
    )
    return found.select_related("subject", "project__owner", "project__referent").order_by("pk")


def why_nobody(need: Need, found: Match) -> str | None:
    """Return why nobody answers a need; None when somebody may, and was not asked yet."""
    asked = _asked(need)
    may_help = [*found.fitting, *found.undecided]
    if any(card.offer.team not in asked for card in may_help):
        return None
    if may_help or asked:
        return UnmetCause.DECLINED
    if not found.cards:
        return UnmetCause.NONE
    only_closed = any(len(matching.closed(card)) == len(card.failed) for card in found.refused if card.failed)
    return UnmetCause.NO_ROOM if only_closed else UnmetCause.RULED_OUT


def offers_come_since(unmet: UnmetNeed, found: Match) -> list[Card]:
    """Return the offers that may help now, and were not in the list on the day when nobody could."""
    asked = _asked(unmet.need)
    then = unmet.snapshot.result if unmet.snapshot is not None else []
    known = {row["offer"] for row in then if row["verdict"] != matching.Truth.NO.value}
    may_help = [*found.fitting, *found.undecided]
    return [card for card in may_help if card.offer.key not in known and card.offer.team not in asked]


def _asked(need: Need) -> set[int]:
    return set(Referral.objects.filter(need=need).values_list("team_id", flat=True))
