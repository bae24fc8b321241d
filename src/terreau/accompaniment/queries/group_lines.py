"""A group answer in one line: who leads, who has the ball, what next, by when."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from terreau.accompaniment.circles import Side
from terreau.accompaniment.followup import NextStep, group_step
from terreau.accompaniment.models import GroupAnswer, GroupPart
from terreau.projects.models import Project
from terreau.territories.calendar import default_calendar


@dataclass(frozen=True)
class GroupLine:
    """A group, as the page of a file or of a demand shows it."""

    group: GroupAnswer
    lead: str
    sides: frozenset[str]
    leads: bool  # the reader is the lead
    step: NextStep | None
    reminder: None = None  # the dates of a group are in its step

    @property
    def is_mine(self) -> bool:
        """Say whether the next step is the reader's: a member does not owe what the lead owes."""
        if self.step is None or self.step.side not in self.sides:
            return False
        return self.step.side != Side.ORGANISATION or self.leads

    @property
    def url(self) -> str:
        return self.group.get_absolute_url()


def line_of(part: Any, project: Project, sides: Iterable[str]) -> GroupLine | None:
    """Return the line of the group of a part (from `parts_of`); None when the reader knows nothing."""
    group: GroupAnswer = part.group
    known = frozenset(sides)
    if not _is_known(part, known):
        return None
    group.project = project
    step = group_step(group, part.lead_name or "", default_calendar(), waits=part.waits)
    return GroupLine(group, part.lead_name or "", known, part.is_lead, step)


def _is_known(part: GroupPart, sides: frozenset[str]) -> bool:
    """An organisation reads nothing of a group to which the holder has not agreed."""
    return bool({Side.HOLDER, Side.DESK} & sides) or (Side.ORGANISATION in sides and part.is_current)
