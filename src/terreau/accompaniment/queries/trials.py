"""What a draft of conditions would change for the needs of current projects, before it is published."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q

from terreau.accompaniment.enums import READABLE
from terreau.accompaniment.matching import Card, Criterion, NeedInput, Truth, evaluate
from terreau.accompaniment.matching.lines import RULE
from terreau.accompaniment.models import Referral
from terreau.accompaniment.queries.loads import Loads
from terreau.accounts.rules import is_officer
from terreau.directory.models import Offer, TeamMember
from terreau.kernel import clock
from terreau.projects.enums import ProjectState
from terreau.projects.models import Need, Project
from terreau.projects.queries import facts_of_many
from terreau.territories.models import TerritoryClosure

# The needs read for a trial: the most recent ones.
MOST_NEEDS = 2000


@dataclass(frozen=True)
class Change:
    """One need whose result changes: of which project (None: not for this reader), from what to what, why."""

    project: Project | None
    subject: str
    before: Truth
    after: Truth
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Trial:
    """How many needs were tried, those that change, and how many stay as they are."""

    tried: int
    changes: list[Change]
    hidden: list[tuple[Change, int]]

    @property
    def unchanged(self) -> int:
        return self.tried - len(self.changes) - sum(count for _change, count in self.hidden)


def try_rules(offer: Offer, rows: list[dict[str, Any]], user: Any) -> Trial:
    """Evaluate an offer with its conditions and with others for every open need it is about.

    A team reads the names of the projects that were brought to it only; the others are counted.
    """
    day = clock.today()
    needs = needs_about(offer)
    facts = facts_of_many([need.project for need in needs], day)
    # Conditions last longer than an absence: whether there is room today does not count here.
    now = replace(Loads(day).read(offer), capacity=None, monthly=None, paused_until=None)
    then = replace(now, criteria=tuple(Criterion.read(row) for row in rows))
    named = _named_for(user, needs)
    changes, hidden = [], Counter[Change]()
    for need in needs:
        wanted = NeedInput(
            need.pk, need.subject.code, need.project.stage or None, {offer.perimeter_id or 0: 0}, day
        )
        known = facts[need.project_id]
        before, after = evaluate(now, wanted, known), evaluate(then, wanted, known)
        if before.verdict is after.verdict:
            continue
        project = need.project if named is None or need.project_id in named else None
        change = Change(project, str(need.subject), before.verdict, after.verdict, _reasons(before, after))
        if project is None:
            hidden[change] += 1
        else:
            changes.append(change)
    return Trial(len(needs), changes, sorted(hidden.items(), key=lambda pair: -pair[1]))


def needs_about(offer: Offer) -> list[Need]:
    """Return the open needs, of followed projects of the perimeter, on the subjects of the offer."""
    within = TerritoryClosure.objects.filter(ancestor=offer.perimeter_id).values("descendant")
    here = Q(project__commune__in=within) | Q(project__commune=offer.perimeter_id)
    found = Need.objects.filter(here, closed_at=None, project__state=ProjectState.FOLLOWED)
    subjects = [subject.pk for subject in offer.subjects.all()]
    if subjects:
        found = found.filter(subject__in=subjects)
    listed = found.select_related("subject", "project__commune").order_by("-created_at", "-pk")
    return list(listed[:MOST_NEEDS])


def _named_for(user: Any, needs: list[Need]) -> frozenset[int] | None:
    """Return the projects that a person may be told by name; None for all of them."""
    if is_officer(user):
        return None
    teams = TeamMember.objects.present().filter(user=user).values("team")
    brought = Referral.objects.filter(team__in=teams, state__in=sorted(READABLE), need__in=needs)
    return frozenset(brought.values_list("project", flat=True))


def _reasons(before: Card, after: Card) -> tuple[str, ...]:
    """Say what decides: what keeps the offer away now, else what kept it away before."""
    lines = [line for line in (*after.failed, *after.unknown) if line.kind == RULE]
    if lines:
        return tuple(line.sentence for line in lines)
    return tuple(line.sentence for line in (*before.failed, *before.unknown) if line.kind == RULE)
