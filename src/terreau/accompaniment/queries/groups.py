"""A group answer as one side sees it: who leads, each part, what is shared, and one's own private notes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from terreau.accompaniment.circles import GROUP_BADGES, Side, shared_circles
from terreau.accompaniment.followup import NextStep, group_step
from terreau.accompaniment.models import GroupAnswer, GroupPart, PartnerWish, Referral
from terreau.accompaniment.queries import file_rows as rows
from terreau.accompaniment.queries.file import views_of
from terreau.accompaniment.queries.file_views import ReferralView, Talk
from terreau.documents.queries import files_said
from terreau.journal.models import Entry
from terreau.kernel.refs import ref_of
from terreau.messaging.enums import Circle
from terreau.messaging.models import Reminder
from terreau.projects.models import Need
from terreau.territories.calendar import default_calendar


@dataclass
class SharedTalk(Talk):
    """One message that the group shares, with who may read it in words."""

    @property
    def badge(self) -> str:
        return str(GROUP_BADGES[self.message.circle])


@dataclass(frozen=True)
class PartView:
    """The part of one organisation: what the reader may know of it."""

    part: GroupPart
    view: ReferralView | None  # None: the demand of another organisation than the reader's
    is_own: bool

    @property
    def organisation(self) -> str:
        return str(self.part.referral.team.organisation)


@dataclass(frozen=True)
class GroupView:
    """The page of a group."""

    group: GroupAnswer
    sides: frozenset[str]
    parts: list[PartView]
    gone: list[GroupPart]
    step: NextStep | None
    reminder: Reminder | None
    talks: list[Talk]
    timeline: list[Entry]

    @property
    def lead(self) -> PartView | None:
        return next((one for one in self.parts if one.part.is_lead), None)

    @property
    def own(self) -> PartView | None:
        """The part of the reader's organisation."""
        return next((one for one in self.parts if one.is_own), None)

    @property
    def is_mine(self) -> bool:
        if self.step is None or self.step.side not in self.sides:
            return False
        return self.step.side != Side.ORGANISATION or bool(self.own and self.own.part.is_lead)

    @property
    def pending(self) -> list[PartView]:
        return [one for one in self.parts if one.part.is_pending]

    @property
    def may_lead(self) -> list[PartView]:
        """The organisations that could take over as the lead."""
        current = [one for one in self.parts if one.part.is_current and not one.part.is_lead]
        return [one for one in current if one.part.referral.is_running]

    @property
    def shared(self) -> list[Any]:
        """The lines that every organisation of the group reads, as the reader sees them."""
        shown = self.own or self.lead
        agreed = shown is not None and shown.part.is_current and shown.view is not None
        return shown.view.rows if agreed and shown and shown.view else []

    @property
    def notes(self) -> list[Talk]:
        """What the reader's organisation keeps for itself."""
        own = self.own
        if own is None or own.view is None:
            return []
        return [talk for talk in own.view.talks if talk.message.circle == Circle.ORGANISATION]

    @property
    def kicker(self) -> str:
        """The name of the project: for an organisation, as the holder agreed to send it."""
        if {Side.HOLDER, Side.DESK} & self.sides:
            return self.group.project.title
        return self.own.view.title if self.own and self.own.view else ""

    @property
    def summary(self) -> str:
        return self.group.need.text if {Side.HOLDER, Side.DESK} & self.sides else ""

    @property
    def has_opened(self) -> bool:
        return self.group.consented_at is not None


def group_view(group: GroupAnswer, sides: frozenset[str], own: GroupPart | None = None) -> GroupView:
    """Return a group as somebody on these sides sees it; `own` is the part of their organisation."""
    found = _all_parts(group)
    parts = [part for part in found if part.left_at is None]
    inside = bool({Side.HOLDER, Side.DESK} & sides)
    if not inside:  # an organisation learns of another when the holder has agreed to it
        parts = [part for part in parts if part.is_current]
    views = _views(group, parts, sides, own, inside=inside)
    lead = next((str(part.referral.team.organisation) for part in parts if part.is_lead), "")
    waits = any(part.is_pending for part in parts)
    return GroupView(
        group=group,
        sides=sides,
        parts=[
            PartView(part, views.get(part.referral_id), own is not None and part.pk == own.pk)
            for part in parts
        ],
        gone=[part for part in found if part.left_at and (inside or part.agreed_at)],
        step=group_step(group, lead, default_calendar(), waits=waits),
        reminder=_next_reminder(group),
        talks=_talks(group, shared_circles(sides)),
        timeline=_timeline(group),
    )


def running_for(need: Need) -> list[Referral]:
    """Return the demands of a need that run: those of which a group may be made."""
    found = Referral.objects.running().filter(need=need).select_related("team__organisation", "offer")
    return list(found.order_by("answered_at", "pk"))


def open_wishes(need: Need) -> list[PartnerWish]:
    """Return the partners that organisations proposed for a need, not answered yet."""
    wishes = PartnerWish.objects.filter(referral__need=need, settled_at=None)
    return list(wishes.select_related("referral__team__organisation", "referral__project"))


def _all_parts(group: GroupAnswer) -> list[GroupPart]:
    found = GroupPart.objects.filter(group=group).select_related(
        "referral__team__organisation", "referral__offer"
    )
    return sorted(found, key=lambda part: (not part.is_lead, part.pk))


def _views(
    group: GroupAnswer,
    parts: Iterable[GroupPart],
    sides: frozenset[str],
    own: GroupPart | None,
    *,
    inside: bool,
) -> dict[int, ReferralView]:
    """Return the views of the demands that the reader may open: all of them, or their own only."""
    keys = [part.referral_id for part in parts if inside or (own is not None and part.pk == own.pk)]
    found = list(rows.with_everything(Referral.objects.filter(pk__in=keys)))
    own_key = own.referral_id if own is not None else None
    elsewhere = sides - {Side.ORGANISATION}

    def sides_of(referral: Referral) -> frozenset[str]:
        return elsewhere | {Side.ORGANISATION} if referral.pk == own_key else elsewhere

    return views_of(found, sides_of).by_referral


def _next_reminder(group: GroupAnswer) -> Reminder | None:
    ref = ref_of(group)
    pending = Reminder.objects.about(ref.kind, ref.key).filter(sent_at=None, cancelled_at=None)
    return pending.order_by("due_at").first()


def _talks(group: GroupAnswer, circles: frozenset[str]) -> list[Talk]:
    said = [message for message in rows.messages_in(group) if message.circle in circles]
    files = files_said(said)
    return [SharedTalk(message, files.get(message.pk, [])) for message in said]


def _timeline(group: GroupAnswer) -> list[Entry]:
    ref = ref_of(group)
    found = Entry.objects.filter(target_kind=ref.kind, target_key=ref.key).exclude(verb__in=rows.UNTOLD)
    return list(found.order_by("-at", "-pk")[: rows.TIMELINE_BOUND])
