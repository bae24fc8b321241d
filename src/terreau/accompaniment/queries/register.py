"""The neutrality register: which offers were shown for a need, in which order and why, on that day."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.db.models.functions import ExtractYear

from terreau.accompaniment.enums import OverrideKind
from terreau.accompaniment.matching import Card, overrides_in
from terreau.accompaniment.models import MatchSnapshot, OutsideReferral, Referral, UnmetNeed
from terreau.accompaniment.queries.matching import shown_on_that_day
from terreau.directory.models import Organisation
from terreau.kernel.clock import PARIS

AT_ONCE = 50
COLUMNS = (
    "list", "day", "rules_version", "subject", "stage", "rank", "offer", "organisation", "verdict",
    "unfit", "distance", "undecided", "stale", "words", "share", "draw", "override", "chosen", "outside",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """One offer of a list: its rank, its explanation, who offers it, whether it was the one proposed."""

    rank: int
    card: Card
    organisation: str
    chosen: bool
    override: str = ""
    override_reason: str = ""

    @property
    def override_label(self) -> str:
        """What a person of the town decided beyond the rules, in words; empty when nobody did."""
        return str(OverrideKind(self.override).label) if self.override else ""


@dataclass(frozen=True)
class ShownList:
    """The list of a day, made again from what was kept; `faithful` says that the order is the same."""

    snapshot: MatchSnapshot
    places: list[Place]
    faithful: bool
    # The need was directed outside the platform instead.
    outside: bool = False


def list_behind(referral: Referral) -> ShownList | None:
    """Return the list on which a referral was chosen; None when its snapshot was erased."""
    if referral.snapshot is None:
        return None
    names = _names([referral.snapshot])
    return _list(referral.snapshot, {referral.offer_id}, names)


def years_of_register() -> list[tuple[int, int]]:
    """Return each year with how many lists it holds, the last first."""
    years = _kept().annotate(year=ExtractYear("made_at", tzinfo=PARIS)).values_list("year")
    return list(years.annotate(number=Count("pk")).order_by("-year"))


def rows_of_register(year: int) -> Iterator[dict[str, Any]]:
    """Yield every place of every list of a year, oldest list first, without anything on the holder.

    A list is named by a fingerprint: the rows of one list stand together, and lead to no project.
    """
    start, end = (dt.datetime(one, 1, 1, tzinfo=PARIS) for one in (year, year + 1))
    snapshots = _kept().filter(made_at__gte=start, made_at__lt=end).order_by("made_at", "pk")
    keys = list(snapshots.values_list("pk", flat=True))
    for first in range(0, len(keys), AT_ONCE):
        batch = snapshots.filter(pk__in=keys[first : first + AT_ONCE])
        found = list(batch.prefetch_related("referrals", "outside_referrals"))
        names = _names(found)
        for snapshot in found:
            chosen = {referral.offer_id for referral in snapshot.referrals.all()}
            shown = _list(snapshot, chosen, names, outside=bool(snapshot.outside_referrals.all()))
            yield from (_row(shown, place) for place in shown.places)


def _kept() -> QuerySet[MatchSnapshot]:
    """Keep the lists on which somebody acted: a proposal, or the word that nothing answers."""
    inside = Exists(Referral.objects.filter(snapshot=OuterRef("pk")))
    acted = inside | Exists(OutsideReferral.objects.filter(snapshot=OuterRef("pk")))
    return MatchSnapshot.objects.filter(acted | Exists(UnmetNeed.objects.filter(snapshot=OuterRef("pk"))))


def _names(snapshots: list[MatchSnapshot]) -> dict[int, str]:
    keys = {row["organisation"] for snapshot in snapshots for row in snapshot.facts["offers"]}
    return dict(Organisation.objects.filter(pk__in=keys).values_list("pk", "name"))


def _list(
    snapshot: MatchSnapshot, chosen: set[int], names: dict[int, str], *, outside: bool = False
) -> ShownList:
    cards = shown_on_that_day(snapshot)
    overrides = overrides_in(snapshot.facts)
    places = [
        Place(
            rank,
            card,
            names.get(card.offer.organisation, ""),
            card.offer.key in chosen,
            *overrides.get(card.offer.key, ("", "")),
        )
        for rank, card in enumerate(cards, 1)
    ]
    faithful = [card.offer.key for card in cards] == [row["offer"] for row in snapshot.result]
    return ShownList(snapshot, places, faithful, outside)


def _row(shown: ShownList, place: Place) -> dict[str, Any]:
    snapshot, card = shown.snapshot, place.card
    need = snapshot.facts["need"]
    order = card.order
    values = (
        hashlib.sha256(f"{snapshot.seed}:{snapshot.made_at.isoformat()}".encode()).hexdigest()[:16],
        snapshot.made_at.astimezone(PARIS).date().isoformat(),
        snapshot.rules_version,
        need["subject"],
        need["stage"] or "",
        place.rank,
        card.offer.title,
        place.organisation,
        card.verdict.value,
        order.unfit,
        order.distance,
        order.undecided,
        order.stale,
        -order.words,
        order.share,
        order.draw,
        place.override,
        place.chosen,
        shown.outside,
    )
    return dict(zip(COLUMNS, values, strict=True))
