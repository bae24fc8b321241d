"""A project's file as one person may see it: needs, referrals, conversations, time line, in few queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from terreau.accompaniment import payloads
from terreau.accompaniment.circles import Side, readable_by
from terreau.accompaniment.enums import READABLE, RUNNING, ReferralState
from terreau.accompaniment.followup import next_step, settling_step
from terreau.accompaniment.ladder import Calendar
from terreau.accompaniment.models import (
    OutsideContact,
    Referral,
)
from terreau.accompaniment.queries import file_rows as rows
from terreau.accompaniment.queries.file_views import NeedView, ProjectFile, ReferralView, Talk, is_shown
from terreau.accompaniment.queries.group_lines import line_of
from terreau.accompaniment.queries.outside import KIND as OUTSIDE
from terreau.accompaniment.queries.outside import OutsideView, outside_of
from terreau.documents.models import File
from terreau.documents.queries import files_said
from terreau.journal.models import Entry
from terreau.kernel.refs import ref_of
from terreau.messaging.models import Reminder, ThreadMessage
from terreau.projects import queries as project_queries
from terreau.projects.models import Project
from terreau.territories.calendar import default_calendar


def file_of(project: Project, sides: Collection[str], team_ids: Collection[int]) -> ProjectFile:
    """Return what somebody on these sides, in these teams, may see of a project's file."""
    inside = bool({Side.DESK, Side.HOLDER} & set(sides))
    referrals = _visible(project, inside=inside, team_ids=team_ids)
    views = views_of(
        referrals, lambda referral: _sides_of(referral, sides, team_ids), extra=[project] if inside else []
    )
    needs: list[Any] = rows.needs_of(project=project.pk) if inside else []
    directed = any(need.is_directed for need in needs)
    outside = outside_of(project, frozenset(sides)) if directed else []
    return ProjectFile(
        project=project,
        sides=frozenset(sides),
        outside=outside,
        needs=_needs(project, needs, views.by_referral, outside, inside=inside),
        town_talks=views.talks_of(project) if inside else [],
        facts=project_queries.told_facts(project) if inside else [],
        timeline=_timeline(project, referrals, outside, inside=inside),
    )


@dataclass
class Views:
    """The views of several referrals, read together."""

    by_referral: dict[int, ReferralView]
    talks: dict[tuple[str, str], list[ThreadMessage]]
    files: dict[int, list[File]] = field(default_factory=dict)

    def talks_of(self, target: Any) -> list[Talk]:
        ref = ref_of(target)
        said = self.talks[ref.kind, ref.key]
        return [Talk(message, self.files.get(message.pk, [])) for message in said]


def views_of(referrals: list[Referral], sides_of: Any, *, extra: Iterable[Any] = ()) -> Views:
    """Build the views of referrals in few queries, whatever their number; what none has is not asked for."""
    talks = rows.messages_about([*referrals, *extra])
    reminders = _next_reminders(referrals)
    outcomes = defaultdict(list)
    for outcome in rows.outcomes_of(referrals=[referral.pk for referral in referrals]):
        outcomes[outcome.referral_id].append(outcome)
    slots, contacts = rows.slots_of(referrals), rows.contacts_of(referrals)
    settled = rows.settlements_of(outcomes)
    parts = rows.parts_of(referrals)
    calendar = default_calendar()
    found = Views({}, talks, files_said([message for said in talks.values() for message in said]))
    for referral in referrals:
        sides = sides_of(referral)
        circles = readable_by(sides)
        said = outcomes[referral.pk]
        # Each side reads its own answer; the town reads both.
        shown = [one for one in said if one.side in sides or Side.DESK in sides]
        found.by_referral[referral.pk] = ReferralView(
            referral=referral,
            sides=sides,
            step=next_step(referral, calendar, frozenset(one.side for one in said), slots[referral.pk]),
            slots=slots[referral.pk],
            contacts=contacts[referral.pk],
            rows=_rows(referral, sides, contacts[referral.pk]),
            talks=[talk for talk in found.talks_of(referral) if talk.message.circle in circles],
            outcomes=shown,
            settlement=settled.get(referral.pk) if Side.DESK in sides else None,
            reminder=reminders.get(str(referral.pk)),
            group=line_of(parts[referral.pk], referral.project, sides) if referral.pk in parts else None,
        )
        _put_settling_first(found.by_referral[referral.pk], calendar)
    _tie(found.by_referral)
    return found


def _put_settling_first(view: ReferralView, calendar: Calendar) -> None:
    """The town alone reads both answers: when they differ, the next step is its own."""
    if Side.DESK in view.sides and view.sides_disagree and view.settlement is None:
        view.step = settling_step(view.outcomes, calendar)


def _tie(views: dict[int, ReferralView]) -> None:
    """Tell each rerouted demand which one took over."""
    for view in list(views.values()):
        if view.origin is not None and view.origin.pk in views:
            views[view.origin.pk].sequel = view.referral


def _visible(project: Project, *, inside: bool, team_ids: Collection[int]) -> list[Referral]:
    if inside:
        return rows.referrals_of(project)
    theirs = project.referrals.filter(team__in=list(team_ids), state__in=sorted(READABLE))
    return list(rows.with_parties(theirs.order_by("proposed_at", "pk")))


def _sides_of(referral: Referral, sides: Collection[str], team_ids: Collection[int]) -> frozenset[str]:
    mine = {side for side in sides if side != Side.ORGANISATION}
    if referral.team_id in team_ids and referral.state in READABLE:
        mine.add(Side.ORGANISATION)
    return frozenset(mine)


def _rows(referral: Referral, sides: frozenset[str], contacts: list[OutsideContact]) -> list[payloads.Row]:
    consents = referral.consents_in_force  # type: ignore[attr-defined]
    if not consents or (sides == {Side.ORGANISATION} and referral.state not in READABLE):
        return []
    accepted = referral.state in RUNNING or referral.state == ReferralState.CLOSED
    # Before the acceptance nobody else reads how to reach the holder; after it, who asks to.
    reads_contact = Side.HOLDER in sides or (accepted and (Side.DESK in sides or is_shown(contacts)))
    return payloads.rows(consents[0].payload, accepted=reads_contact)


def _needs(
    project: Project,
    needs: list[Any],
    views: dict[int, ReferralView],
    outside: list[OutsideView],
    *,
    inside: bool,
) -> list[NeedView]:
    grouped, directed = defaultdict(list), defaultdict(list)
    for one in outside:
        directed[one.outside.need_id].append(one)
    for view in views.values():
        grouped[view.referral.need_id].append(view)
    if not inside:
        return [NeedView(found[0].referral.need, found) for found in grouped.values()]
    missed = rows.unmet_needs_of(project=project.pk) if any(need.is_unmet for need in needs) else []
    unmet = {row.need_id: row for row in missed}
    return [NeedView(need, grouped[need.pk], unmet.get(need.pk), directed[need.pk]) for need in needs]


def _next_reminders(referrals: list[Referral]) -> dict[str, Reminder]:
    found: dict[str, Reminder] = {}
    for reminder in rows.reminders_of(referrals=[str(referral.pk) for referral in referrals]):
        found.setdefault(reminder.target_key, reminder)
    return found


def _timeline(
    project: Project, referrals: list[Referral], outside: list[OutsideView], *, inside: bool
) -> list[Entry]:
    if inside:
        found = rows.entries_of(project=project.pk)
    else:
        keys = [str(referral.pk) for referral in referrals]
        theirs = rows.told(project.pk).filter(target_kind=rows.REFERRAL, target_key__in=keys)
        found = list(theirs.order_by("-at", "-pk")[: rows.TIMELINE_BOUND])
    names = {referral.team.organisation_id: str(referral.team.organisation) for referral in referrals}
    directed = {str(one.outside.pk): one.outside.organisation for one in outside}
    for entry in found:
        entry.about = names.get(entry.organisation or 0, "")
        if entry.target_kind == OUTSIDE:
            entry.about = directed.get(entry.target_key, "")
    return found
