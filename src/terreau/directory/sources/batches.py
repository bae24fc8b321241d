"""Writing a batch of candidates in a constant number of queries."""

from collections import Counter

from terreau.directory.models import FieldSource, Organisation, SourceRecord
from terreau.directory.sources.candidate import Candidate
from terreau.directory.sources.merging import Known, Speech, identity, merge, provenance
from terreau.kernel import clock
from terreau.territories.enums import CodeScheme, TerritoryKind
from terreau.territories.models import Territory, TerritoryCode, searchable

# A sheet that an import may touch: everything that a register states.
MERGED_FIELDS = [
    *("name", "acronym", "family", "legal_category", "activity", "siren", "siret", "rna", "labels"),
    *("website", "address", "postal_code", "commune", "lat", "lon", "folded", "sort_name", "updated_at"),
]


class Places:
    """The communes by postal code and name, read once for each postal code met."""

    def __init__(self) -> None:
        self._known: dict[str, list[tuple[str, Territory]]] = {}

    def prime(self, candidates: list[Candidate]) -> None:
        """Read the communes of the postal codes not met yet."""
        codes = {one.place[0] for one in candidates} - set(self._known) - {""}
        self._known |= {code: [] for code in codes}
        rows = TerritoryCode.objects.filter(
            scheme=CodeScheme.POSTAL,
            value__in=codes,
            territory__kind=TerritoryKind.COMMUNE,
            territory__retired_at=None,
        ).select_related("territory")
        for row in rows:
            self._known[row.value].append((row.territory.search_name, row.territory))

    def find(self, place: tuple[str, str]) -> Territory | None:
        """The commune whose postal code and name are both right: one of the two alone is a guess."""
        name = searchable(place[1])
        return next((found for known, found in self._known.get(place[0], []) if known == name), None)


class Batch:
    """Some candidates of one source, and what they change."""

    def __init__(self, source: str, candidates: list[Candidate], places: Places) -> None:
        self.source = source
        self.candidates = candidates
        self.places = places
        self.counts: Counter[str] = Counter()
        self.new: list[Organisation] = []
        self.changed: dict[int, Organisation] = {}
        self.facts: dict[tuple[int, str], FieldSource] = {}
        self.records: list[SourceRecord] = []

    def write(self) -> Counter:
        """Compare with what is known, then write all at once."""
        self.places.prime(self.candidates)
        known = Known.about(self.source, self.candidates)
        for candidate in self.candidates:
            if known.says_the_same(candidate):
                self.counts["unchanged"] += 1
            else:
                self._take(candidate, known)
        self._store()
        return self.counts

    def _take(self, candidate: Candidate, known: Known) -> None:
        found = known.match(candidate)
        is_new = found is None
        organisation = found or Organisation(name=candidate.name, slug=known.free_slug(candidate))
        if is_new:
            self.new.append(organisation)
        siblings = known.records_of.setdefault(identity(organisation), set())
        speech = Speech(candidate, self.source, not siblings or min(siblings) == candidate.key)
        changed = merge(organisation, speech, known, commune=self.places.find(candidate.place))
        organisation.fold()
        self._count(candidate, known, is_new=is_new, has_changed=bool(changed))
        self._note(organisation, candidate, ["name", *changed] if is_new else changed, known)
        known.remember(organisation)
        siblings.add(candidate.key)

    def _count(self, candidate: Candidate, known: Known, *, is_new: bool, has_changed: bool) -> None:
        if is_new:
            self.counts["created"] += 1
        elif candidate.key not in known.records:
            self.counts["merged"] += 1
        else:
            self.counts["updated" if has_changed else "unchanged"] += 1

    def _note(
        self, organisation: Organisation, candidate: Candidate, changed: list[str], known: Known
    ) -> None:
        if organisation.pk is not None and changed:
            organisation.updated_at = clock.now()
            self.changed[organisation.pk] = organisation
        for fact in provenance(organisation, changed, self.source, candidate):
            self.facts[identity(organisation), fact.field] = fact
            known.sources[identity(organisation), fact.field] = fact
        self.records.append(
            SourceRecord(
                source=self.source,
                key=candidate.key,
                organisation=organisation,
                digest=candidate.digest(),
                seen_at=clock.now(),
            )
        )

    def _store(self) -> None:
        Organisation.objects.bulk_create(self.new)
        if self.changed:
            Organisation.objects.bulk_update(self.changed.values(), MERGED_FIELDS, batch_size=100)
        facts = list(self.facts.values())
        for fact in facts:
            fact.organisation_id = fact.organisation.pk
        FieldSource.objects.bulk_create(
            facts,
            update_conflicts=True,
            unique_fields=["organisation", "field"],
            update_fields=["source", "as_of"],
        )
        for record in self.records:
            record.organisation_id = record.organisation.pk
        SourceRecord.objects.bulk_create(
            self.records,
            update_conflicts=True,
            unique_fields=["source", "key"],
            update_fields=["organisation", "digest", "seen_at"],
        )
