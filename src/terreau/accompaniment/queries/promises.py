"""Within how many business days an organisation promises to answer, and where the promise stands."""

from collections.abc import Iterable
from dataclasses import dataclass

from terreau.accompaniment.ladder import DEFAULT_DELAY
from terreau.directory.models import Offer
from terreau.partnerships.enums import CharterState
from terreau.partnerships.models import Commitment


@dataclass(frozen=True)
class Promise:
    """A delay in business days, and the charter that holds it (empty: the offer's own, or the usual one)."""

    days: int
    charter: str = ""
    slug: str = ""


def promises_for(offers: Iterable[Offer]) -> dict[int, Promise]:
    """Return the promise behind each offer, in one query: a charter in force, else the offer, else 5 days."""
    found = {offer.pk: Promise(offer.delay_days or DEFAULT_DELAY) for offer in offers}
    promised = Commitment.objects.filter(
        offers__in=list(found), delay_days__isnull=False, charter__state=CharterState.IN_FORCE
    )
    # The shortest promise of an offer is the one to keep: it is read last.
    rows = promised.order_by("-delay_days", "pk").values_list(
        "offers", "delay_days", "charter__title", "charter__slug"
    )
    found.update(
        {
            offer: Promise(days or DEFAULT_DELAY, title, slug)
            for offer, days, title, slug in rows
            if offer in found
        }
    )
    return found


def promise_of(offer: Offer) -> Promise:
    """Return the promise behind one offer."""
    return promises_for([offer])[offer.pk]
