"""What the charters in force promise of the offers: the terms that feed them, and who signed nothing."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from terreau.directory.models import Offer
from terreau.partnerships.enums import CharterState
from terreau.partnerships.models import Commitment, Party
from terreau.partnerships.queries.sheet import terms_of


@dataclass(frozen=True)
class Promised:
    """One commitment behind an offer: its charter and its figures in words."""

    charter: str
    slug: str
    terms: list[str]


@dataclass(frozen=True)
class OfferTerms:
    """What binds an offer: its commitments, or only the signature of its organisation, or nothing."""

    promised: list[Promised] = field(default_factory=list)
    is_signatory: bool = False

    @property
    def is_bound(self) -> bool:
        return bool(self.promised)


def offer_terms(offers: Iterable[Offer]) -> dict[int, OfferTerms]:
    """Return what the charters in force say of each offer, in three queries (their team is read already)."""
    rows = list(offers)
    keys = [offer.pk for offer in rows]
    promised: dict[int, list[Promised]] = {key: [] for key in keys}
    links = Commitment.offers.through.objects.filter(
        offer__in=keys, commitment__charter__state=CharterState.IN_FORCE
    )
    pairs = list(links.order_by("commitment").values_list("offer_id", "commitment_id"))
    found = Commitment.objects.select_related("charter").in_bulk({key for _offer, key in pairs})
    for offer, key in pairs:
        one = found[key]
        promised[offer].append(Promised(one.charter.title, one.charter.slug, terms_of(one)))
    organisations = {offer.team.organisation_id for offer in rows}
    bound = Party.objects.filter(organisation__in=organisations, charter__state=CharterState.IN_FORCE)
    signatories = set(bound.values_list("organisation", flat=True))
    return {
        offer.pk: OfferTerms(promised[offer.pk], offer.team.organisation_id in signatories) for offer in rows
    }
