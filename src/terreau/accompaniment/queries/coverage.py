"""The coverage of a place by the offers: which subject finds help at which stage, and why others do not."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from terreau.accompaniment.matching import Criterion, OfferInput
from terreau.accompaniment.matching.coverage import NOTHING, Candidate, Cell, Cover, Grid, grid_of, merged
from terreau.accompaniment.matching.room import room_of
from terreau.accompaniment.queries.loads import Loads, loads_on
from terreau.directory.enums import OfferState, Stage
from terreau.directory.models import Offer, Subject
from terreau.kernel import clock
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory, TerritoryClosure

COLUMNS = (
    *("pk", "state", "perimeter", "team", "stages", "criteria", "capacity", "monthly_capacity"),
    *("paused_until", "valid_from", "valid_until"),
)
COVER_WORDS: dict[Cover, Any] = {
    Cover.OPEN: gettext_lazy("Ouverte"),
    Cover.BUSY: gettext_lazy("Complète"),
    Cover.COMING: gettext_lazy("À venir"),
    Cover.SUSPENDED: gettext_lazy("Suspendue"),
    Cover.EXCLUDED: gettext_lazy("Conditions"),
    Cover.ENDED: gettext_lazy("Terminée"),
    Cover.NONE: gettext_lazy("Aucune offre"),
}
COVER_MEANINGS: dict[Cover, Any] = {
    Cover.OPEN: gettext_lazy("une offre au moins prend de nouvelles demandes."),
    Cover.BUSY: gettext_lazy("des offres existent, mais leurs équipes sont complètes, absentes ou en pause."),
    Cover.COMING: gettext_lazy("une offre est publiée, et s’ouvre plus tard."),
    Cover.SUSPENDED: gettext_lazy("les offres sont suspendues : une confirmation peut les rétablir."),
    Cover.EXCLUDED: gettext_lazy("des offres existent, mais leurs conditions écartent tous ces projets."),
    Cover.ENDED: gettext_lazy("les offres qui répondaient sont terminées."),
    Cover.NONE: gettext_lazy("personne ne propose d’aide : un partenaire à chercher."),
}
STAGES = tuple(stage.value for stage in Stage)


@dataclass(frozen=True)
class PlaceCoverage:
    """One commune: its cells, and how many subjects find nothing open at any stage."""

    place: Territory
    grid: Grid

    def cell(self, subject: str, stage: str) -> Cell:
        return self.grid.get((subject, stage), NOTHING)

    def best(self, subject: str) -> Cell:
        """Return the cell of the stage that is best served."""
        return min((self.cell(subject, stage) for stage in STAGES), key=lambda cell: cell.cover)

    def gaps(self, subjects: Sequence[str]) -> int:
        return sum(self.best(subject).is_gap for subject in subjects)


@dataclass(frozen=True)
class Coverage:
    """The coverage of one commune or of each commune of a wider territory, on a day."""

    place: Territory
    subjects: list[Subject]
    places: list[PlaceCoverage]
    offers: dict[int, Offer]

    @property
    def codes(self) -> list[str]:
        return [subject.code for subject in self.subjects]

    def served(self) -> list[tuple[Subject, int]]:
        """Count, for each subject, the communes where some stage finds an open offer."""
        return [
            (subject, sum(not one.best(subject.code).is_gap for one in self.places))
            for subject in self.subjects
        ]

    def cells(self) -> Iterator[tuple[Territory, Subject, str, Cell]]:
        """Yield every cell, place by place."""
        for one in self.places:
            for subject in self.subjects:
                for stage in STAGES:
                    yield one.place, subject, stage, one.cell(subject.code, stage)


def coverage_of(place: Territory, day: dt.date | None = None) -> Coverage:
    """Return the coverage of a commune, or of each commune of a wider territory: nine queries at most."""
    day = day or clock.today()
    communes = _communes_of(place)
    around = _around(communes)
    perimeters = set().union(*around.values()) if around else set()
    subjects = list(Subject.objects.order_by("order", "code"))
    candidates = _candidates(perimeters, day, whole_country=len(communes) > 1)
    by_perimeter: dict[int, list[Candidate]] = defaultdict(list)
    for one in candidates:
        by_perimeter[one.perimeter].append(one)
    codes = [subject.code for subject in subjects]
    grids = {key: grid_of(found, codes, STAGES) for key, found in by_perimeter.items()}
    places = _merged_places(communes, around, grids)
    return Coverage(place, subjects, places, _named(places))


def _communes_of(place: Territory) -> list[Territory]:
    if place.kind == TerritoryKind.COMMUNE:
        return [place]
    within = TerritoryClosure.objects.filter(ancestor=place).values("descendant")
    found = Territory.objects.filter(pk__in=within, kind=TerritoryKind.COMMUNE)
    return list(found.order_by("search_name", "code")) or [place]


def _around(communes: list[Territory]) -> dict[int, set[int]]:
    """Return, for each commune, the perimeters that hold it, itself included."""
    around: dict[int, set[int]] = {commune.pk: {commune.pk} for commune in communes}
    links = TerritoryClosure.objects.filter(descendant__in=list(around))
    for commune, perimeter in links.values_list("descendant_id", "ancestor_id"):
        around[commune].add(perimeter)
    return around


def _candidates(perimeters: set[int], day: dt.date, *, whole_country: bool) -> list[Candidate]:
    offers = Offer.objects.filter(~Q(state=OfferState.DRAFT), perimeter__in=list(perimeters))
    loads = loads_on(day, None if whole_country else offers)
    links = Offer.subjects.through.objects.filter(offer__in=offers.order_by().values("pk"))
    subjects: dict[int, list[str]] = defaultdict(list)
    for key, code in links.values_list("offer_id", "subject__code"):
        subjects[key].append(code)
    rows = offers.order_by("pk").values_list(*COLUMNS).iterator(chunk_size=5000)
    return [_candidate(row, tuple(subjects.get(row[0], ())), loads) for row in rows]


def _candidate(row: tuple[Any, ...], subjects: tuple[str, ...], loads: Loads) -> Candidate:
    key, state, perimeter, team, stages, criteria, capacity, monthly, paused, valid_from, valid_until = row
    cover = _cover(state, valid_from, valid_until, loads.day)
    obstacle = ""
    limited = capacity is not None or monthly is not None or paused is not None
    if cover is Cover.OPEN and (limited or team in loads.away_until or team in loads.unreachable):
        limits = {"capacity": capacity, "monthly": monthly, "paused_until": paused}
        obstacle = room_of(_load_of(key, team, loads, limits), loads.day).obstacle
    rules = tuple(Criterion.read(one) for one in criteria)
    return Candidate(
        key,
        perimeter,
        Cover.BUSY if obstacle else cover,
        subjects,
        tuple(stages),
        rules,
        obstacle,
    )


def _load_of(key: int, team: int, loads: Loads, limits: dict[str, Any]) -> OfferInput:
    """Return of an offer what says whether it takes a new demand."""
    return OfferInput(
        key=key,
        team=team,
        organisation=0,
        title="",
        perimeter=0,
        perimeter_name="",
        load=loads.open.get(key, 0),
        recent=loads.recent.get(key, 0),
        away_until=loads.away_until.get(team),
        reachable=team not in loads.unreachable,
        **limits,
    )


def _cover(state: str, valid_from: dt.date | None, valid_until: dt.date | None, day: dt.date) -> Cover:
    if state == OfferState.ENDED or (valid_until is not None and valid_until < day):
        return Cover.ENDED
    if state == OfferState.SUSPENDED:
        return Cover.SUSPENDED
    return Cover.COMING if valid_from is not None and valid_from > day else Cover.OPEN


def _merged_places(
    communes: list[Territory], around: dict[int, set[int]], grids: dict[int, Grid]
) -> list[PlaceCoverage]:
    """Merge the perimeters of each commune; those that share their perimeters share the work."""
    shared: dict[frozenset[int], Grid] = {}
    found = []
    for commune in communes:
        wider = frozenset(key for key in around[commune.pk] if key != commune.pk and key in grids)
        if wider not in shared:
            shared[wider] = merged(grids[key] for key in sorted(wider))
        own = grids.get(commune.pk)
        found.append(PlaceCoverage(commune, merged([shared[wider], own]) if own else shared[wider]))
    return found


def _named(places: list[PlaceCoverage]) -> dict[int, Offer]:
    """Return the offers behind the gaps of one commune, to name them; a list of communes names none."""
    if len(places) != 1:
        return {}
    keys = {cell.offer for cell in places[0].grid.values() if cell.is_gap}
    found = Offer.objects.filter(pk__in=keys).select_related("team__organisation", "successor")
    return {offer.pk: offer for offer in found.order_by("pk")}
