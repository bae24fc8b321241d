"""The register of charters, and who has something to do on them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from terreau.directory.models import Organisation
from terreau.journal.models import Entry
from terreau.journal.queries import public_timeline
from terreau.kernel.prepared import hold, prepared
from terreau.partnerships.enums import (
    OPEN_STATES,
    PUBLIC_STATES,
    SIGNED_STATES,
    CharterState,
    CollaborationForm,
    EvidenceState,
    PartyRole,
)
from terreau.partnerships.models import Charter, Commitment, Evidence, Party
from terreau.partnerships.queries.progress import Progress, progress_for
from terreau.search.queries import Query, keys

# A charter names its parties and leads to their sheets: nothing else is read of the directory.
PARTY_COLUMNS = [
    *(field.name for field in Party._meta.concrete_fields),
    *("organisation__name", "organisation__slug"),
]


@dataclass(frozen=True)
class Filters:
    """What a visitor asks of the register."""

    text: str = ""
    state: str = ""
    form: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.text or self.state or self.form)


@dataclass(frozen=True)
class Register:
    """A selection of the register, its size, and how it divides."""

    charters: QuerySet[Charter]
    count: int
    states: list[dict[str, Any]] = field(default_factory=list)
    forms: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Card:
    """A charter in a list: its partners, and how many promises are kept."""

    charter: Charter
    partners: list[str]
    progress: list[Progress]

    @property
    def total(self) -> int:
        return len(self.progress)

    @property
    def kept(self) -> int:
        return sum(one.kept for one in self.progress)


def charters() -> QuerySet[Charter]:
    """Return charters with all that a card or a page shows."""
    return Charter.objects.prefetch_related(
        Prefetch("parties", _parties()), Prefetch("commitments", _commitments())
    )


def charter_at(slug: str) -> Charter | None:
    """Return the charter of an address with all that its page shows, as `charters` does."""
    found = next(iter(_charter_at(slug=slug)), None)
    if found is not None:
        hold(found, parties=_parties_of(charter=found.pk), commitments=_commitments_of(charter=found.pk))
    return found


@prepared
def _charter_at(slug: Any) -> QuerySet[Charter]:
    return Charter.objects.filter(slug=slug).select_related("deliberation__session")


@prepared
def _parties_of(charter: Any) -> QuerySet[Party]:
    return _parties().filter(charter=charter)


@prepared
def _commitments_of(charter: Any) -> QuerySet[Commitment]:
    return _commitments().filter(charter=charter)


def _parties() -> QuerySet[Party]:
    return Party.objects.select_related("organisation").only(*PARTY_COLUMNS).order_by("order", "pk")


def _commitments() -> QuerySet[Commitment]:
    return Commitment.objects.order_by("form", "number")


def charters_for_list(filters: Filters | None = None) -> Register:
    """Return the public charters that match, newest first, with the counts of each filter."""
    filters = filters or Filters()
    matching, state, form = _conditions(filters)
    figures = Charter.objects.filter(matching).aggregate(
        total=Count("pk", filter=state & form),
        **{f"state_{value}": Count("pk", filter=Q(state=value) & form) for value in PUBLIC_STATES},
        **{
            f"form_{value}": Count("pk", filter=_has_form(value) & state)
            for value in CollaborationForm.values
        },
    )
    return Register(
        charters=charters().filter(matching & state & form).order_by("-approved_at", "title"),
        count=figures["total"],
        states=[
            _option("state", one, figures, filters.state) for one in CharterState if one in PUBLIC_STATES
        ],
        forms=[_option("form", one, figures, filters.form) for one in CollaborationForm],
    )


def charters_matching(filters: Filters) -> QuerySet[Charter]:
    """Return the public charters that match, without any count."""
    matching, state, form = _conditions(filters)
    return charters().filter(matching & state & form)


def _conditions(filters: Filters) -> tuple[Q, Q, Q]:
    """Return what the words, the state and the form of collaboration ask for."""
    matching = Q(state__in=PUBLIC_STATES)
    if filters.text:
        matching &= Q(pk__in=list(keys("charter", Query(text=filters.text))))
    state = Q(state=filters.state) if filters.state in PUBLIC_STATES else Q()
    form = _has_form(int(filters.form)) if filters.form in map(str, CollaborationForm.values) else Q()
    return matching, state, form


def _has_form(form: int) -> Q:
    return Q(Exists(Commitment.objects.filter(charter=OuterRef("pk"), form=form)))


def _option(name: str, choice: Any, figures: dict[str, int], chosen: str) -> dict[str, Any]:
    return {
        "value": str(choice.value),
        "label": str(choice.label),
        "count": figures[f"{name}_{choice.value}"],
        "selected": chosen == str(choice.value),
    }


def cards(found: Iterable[Charter]) -> list[Card]:
    """Return the cards of charters read with `charters()`, their promises counted in one query."""
    found = list(found)
    progress = progress_for([one for charter in found for one in attached(charter)])
    return [
        Card(
            charter=charter,
            partners=[
                party.organisation.name for party in charter.parties.all() if party.role == PartyRole.PARTNER
            ],
            progress=[progress[one.pk] for one in charter.commitments.all()],
        )
        for charter in found
    ]


def attached(charter: Charter) -> list[Commitment]:
    """Return the prefetched commitments, knowing their charter and party without another query."""
    parties = {party.pk: party for party in charter.parties.all()}
    commitments = list(charter.commitments.all())
    for commitment in commitments:
        commitment.charter, commitment.party = charter, parties[commitment.party_id]
    return commitments


def charters_of(organisation: Organisation) -> QuerySet[Charter]:
    """Return the public charters to which an organisation is a party."""
    return (
        charters()
        .filter(state__in=PUBLIC_STATES, parties__organisation=organisation)
        .order_by("-approved_at", "title")
        .distinct()
    )


def signed_by(organisation: Organisation) -> list[Charter]:
    """Return the charters that an organisation signed, with their title, address and state only."""
    return [party.charter for party in _signatures_of(organisation=organisation.pk)]


@prepared
def _signatures_of(organisation: Any) -> QuerySet[Party]:
    parties = Party.objects.filter(organisation=organisation, charter__state__in=SIGNED_STATES)
    parties = parties.select_related("charter").only("charter__title", "charter__slug", "charter__state")
    return parties.order_by("charter__title")


def charters_of_organisations(organisations: Collection[int]) -> QuerySet[Charter]:
    """Return the charters of some organisations, from the fixed text on, for their teams."""
    return (
        charters()
        .exclude(state=CharterState.DRAFT)
        .filter(parties__organisation__in=organisations)
        .order_by("-created_at")
        .distinct()
    )


def in_preparation() -> QuerySet[Charter]:
    """Return the charters whose text the council has not approved yet."""
    return charters().filter(state__in=OPEN_STATES).order_by("-created_at")


def evidence_to_review() -> QuerySet[Evidence]:
    """Return the evidence that waits for the town, oldest first."""
    return (
        Evidence.objects.filter(state=EvidenceState.PROPOSED)
        .select_related("commitment__charter", "commitment__party__organisation", "proposed_by")
        .order_by("proposed_at")
    )


def timeline(charter: Charter, *, limit: int = 50) -> list[Entry]:
    """Return what happened to a charter, newest first; what was written once per party shows once."""
    shown, seen = [], set()
    for entry in public_timeline(kind=Charter._meta.label_lower, key=str(charter.pk)):
        if entry.verb == "charter.signed":
            if entry.verb in seen:
                continue
            seen.add(entry.verb)
        shown.append(entry)
    return shown[:limit]
