"""Where help is missing: subject by stage, with the reason of each gap. Pure: no database."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from terreau.accompaniment.matching.evaluate import judge
from terreau.accompaniment.matching.inputs import AT_LEAST, FALSE, IN, TRUE, Criterion
from terreau.directory import criteria
from terreau.kernel.truth import Truth


class Cover(IntEnum):
    """What stands behind a cell, the nearest to help first: the smallest number wins."""

    OPEN = 0
    BUSY = 1
    COMING = 2
    SUSPENDED = 3
    EXCLUDED = 4
    ENDED = 5
    NONE = 6


@dataclass(frozen=True)
class Candidate:
    """An offer as the coverage sees it: where and for what, and what stands in its way."""

    key: int
    perimeter: int
    cover: Cover
    subjects: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    # Why it is busy; empty when it is not.
    obstacle: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a subject finds at a stage: how many open offers, else the nearest reason and its offer."""

    cover: Cover = Cover.NONE
    count: int = 0
    offer: int = 0
    obstacle: str = ""

    @property
    def is_gap(self) -> bool:
        return self.cover is not Cover.OPEN


Key = tuple[str, str]
Grid = dict[Key, Cell]
NOTHING = Cell()
# What a cell says of a project, and the comparisons that somebody can always meet when they stand alone.
_CELL_FACTS = frozenset({criteria.STAGE, criteria.SUBJECTS})
_NEVER_DEAD = frozenset({AT_LEAST, IN, TRUE, FALSE})


def grid_of(candidates: Iterable[Candidate], subjects: Sequence[str], stages: Sequence[str]) -> Grid:
    """Return the cells that some offer says something about; the absent ones have no offer at all."""
    grid: Grid = {}
    counts: dict[Key, int] = {}
    known, served = set(subjects), set(stages)
    for one in candidates:
        mine = [code for code in one.subjects if code in known] if one.subjects else subjects
        when = [code for code in one.stages if code in served] if one.stages else stages
        for key, cell in _cells(one, mine, when):
            before = grid.get(key)
            if before is None or cell.cover < before.cover:
                grid[key], counts[key] = cell, 1
            elif cell.cover is before.cover:
                counts[key] += 1
    for key, count in counts.items():
        if count > 1:
            grid[key] = replace(grid[key], count=count)
    return grid


def merged(grids: Iterable[Grid]) -> Grid:
    """Return the cells of several perimeters that cover the same place."""
    found: Grid = {}
    for grid in grids:
        if not found:
            found = dict(grid)
            continue
        for key, cell in grid.items():
            before = found.get(key)
            found[key] = cell if before is None else _nearest(before, cell)
    return found


def _nearest(one: Cell, other: Cell) -> Cell:
    if one.cover is other.cover:
        return Cell(one.cover, one.count + other.count, one.offer, one.obstacle)
    return one if one.cover < other.cover else other


def _cells(one: Candidate, subjects: Sequence[str], stages: Sequence[str]) -> Iterator[tuple[Key, Cell]]:
    """Yield what an offer says of each cell; an offer that is over stays over, whatever its conditions."""
    as_it_is = Cell(one.cover, 1, one.key, one.obstacle)
    refused = Cell(Cover.EXCLUDED, 1, one.key)
    may_refuse = one.cover < Cover.EXCLUDED and bool(one.criteria)
    if may_refuse and _is_dead(one):
        as_it_is, may_refuse = refused, False
    may_refuse = may_refuse and any(criterion.fact in _CELL_FACTS for criterion in one.criteria)
    for subject in subjects:
        for stage in stages:
            cell = refused if may_refuse and _excludes(one, subject, stage) else as_it_is
            yield (subject, stage), cell


def _is_dead(one: Candidate) -> bool:
    """Say whether no project can meet the conditions of an offer."""
    facts = {criterion.fact for criterion in one.criteria}
    alone = len(facts) == len(one.criteria) and not facts & _CELL_FACTS
    if alone and all(criterion.operator in _NEVER_DEAD for criterion in one.criteria):
        return False  # most offers: nothing to compare
    rows = [criterion.write() for criterion in one.criteria]
    return bool(criteria.contradictions(rows, stages=one.stages, subjects=one.subjects))


def _excludes(one: Candidate, subject: str, stage: str) -> bool:
    """Say whether the conditions refuse every project at this stage with this subject."""
    facts: Mapping[str, Any] = {"stage": stage, "subjects": [subject]}
    return any(judge(criterion, facts) is Truth.NO for criterion in one.criteria if criterion.fact in facts)
