"""What the pages of a file show: messages, referrals, needs and what is expected, as one side sees them."""

from dataclasses import dataclass, field
from typing import Any

from terreau.accompaniment import payloads
from terreau.accompaniment.circles import BADGES, Side
from terreau.accompaniment.delays import Delay
from terreau.accompaniment.enums import ContactKind, OutcomeSide
from terreau.accompaniment.followup import NextStep, sides_disagree
from terreau.accompaniment.models import (
    Outcome,
    OutsideContact,
    ProposedSlot,
    Referral,
    Settlement,
    UnmetNeed,
    WaveCall,
)
from terreau.accompaniment.queries.group_lines import GroupLine
from terreau.accompaniment.queries.outside import OutsideView
from terreau.accompaniment.refusals import refusal_in_words
from terreau.documents.models import File
from terreau.journal.models import Entry
from terreau.kernel import clock
from terreau.messaging.models import Reminder, ThreadMessage
from terreau.projects.models import Need, Project


@dataclass
class Talk:
    """One message, with who may read it in words."""

    message: ThreadMessage
    files: list[File] = field(default_factory=list)

    @property
    def badge(self) -> str:
        return str(BADGES[self.message.circle])


@dataclass
class ReferralView:
    """A referral as one side sees it."""

    referral: Referral
    sides: frozenset[str]
    step: NextStep | None
    rows: list[payloads.Row] = field(default_factory=list)
    talks: list[Talk] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)
    settlement: Settlement | None = None
    reminder: Reminder | None = None
    delays: list[Delay] = field(default_factory=list)
    sequel: Referral | None = None
    slots: list[ProposedSlot] = field(default_factory=list)
    contacts: list[OutsideContact] = field(default_factory=list)
    group: GroupLine | None = None

    @property
    def origin(self) -> Referral | None:
        """The demand that this one replaces: known to the holder and the town only."""
        return self.referral.follows if {Side.HOLDER, Side.DESK} & self.sides else None

    @property
    def url(self) -> str:
        return self.referral.get_absolute_url()

    @property
    def refusal(self) -> str:
        """Why the organisation declined, in words."""
        return refusal_in_words(self.referral)

    @property
    def contact_is_shown(self) -> bool:
        """Say whether the organisation has asked how to reach the holder."""
        return is_shown(self.contacts)

    @property
    def meeting(self) -> ProposedSlot | None:
        """The moment that the holder chose."""
        return next((slot for slot in self.slots if slot.chosen_at is not None), None)

    @property
    def open_slots(self) -> list[ProposedSlot]:
        """The moments among which the holder may still choose."""
        return [] if self.meeting else [slot for slot in self.slots if slot.starts_at > clock.now()]

    @property
    def is_mine(self) -> bool:
        """Say whether the next step is the reader's."""
        return self.step is not None and self.step.side in self.sides

    @property
    def title(self) -> str:
        """What the organisation reads as the name of the project is what the holder agreed to send."""
        return next((row.value for row in self.rows if row.key == "title"), "")

    @property
    def sides_disagree(self) -> bool:
        return sides_disagree(self.outcomes)

    @property
    def may_say(self) -> bool:
        """Say whether one of the reader's sides has not yet said how it went."""
        return bool((self.sides & set(OutcomeSide.values)) - {outcome.side for outcome in self.outcomes})

    @property
    def contact_email(self) -> str:
        return next((row.value for row in self.rows if row.key == "email"), "")


@dataclass
class NeedView:
    """A need with its referrals."""

    need: Need
    referrals: list[ReferralView]
    unmet: UnmetNeed | None = None
    outside: list[OutsideView] = field(default_factory=list)

    @property
    def call(self) -> WaveCall | None:
        """The last call in waves for this need."""
        calls = [view.referral.wave_call for view in self.referrals if view.referral.wave_call is not None]
        return max(calls, key=lambda call: call.pk, default=None)

    @property
    def may_be_grouped(self) -> bool:
        """Say whether organisations that said yes could answer together, or one of them wishes to."""
        return any(view.referral.is_running for view in self.referrals) and not any(
            not line.group.is_over for line in self.groups
        )

    @property
    def groups(self) -> list[GroupLine]:
        """The groups that answer this need, once each."""
        lines = [view.group for view in self.referrals if view.group is not None]
        # Who leads one of its parts reads it as the lead.
        return list({line.group.pk: line for line in sorted(lines, key=lambda one: one.leads)}.values())


@dataclass
class ProjectFile:
    """The whole page."""

    project: Project
    sides: frozenset[str]
    needs: list[NeedView]
    town_talks: list[Talk]
    facts: list[Any]
    timeline: list[Entry]
    outside: list[OutsideView]

    @property
    def stale(self) -> list[Any]:
        """What was told too long ago to count."""
        return [fact for fact in self.facts if fact.is_stale]

    @property
    def views(self) -> list[ReferralView]:
        return [view for need in self.needs for view in need.referrals]

    @property
    def steps(self) -> list[ReferralView | GroupLine | OutsideView]:
        """What is expected next, the reader's own first, then the nearest date."""
        lines: list[ReferralView | GroupLine | OutsideView] = [
            line for need in self.needs for line in need.groups
        ]
        pending = [view for view in [*self.views, *lines, *self.outside] if view.step is not None]
        return sorted(
            pending, key=lambda view: (not view.is_mine, str((view.step and view.step.by) or "9999"))
        )


def is_shown(contacts: list[OutsideContact]) -> bool:
    """Say whether the organisation has asked how to reach the holder."""
    return any(one.kind == ContactKind.REVEALED and one.side == Side.ORGANISATION for one in contacts)
