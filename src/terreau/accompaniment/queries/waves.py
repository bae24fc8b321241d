"""A call in waves as the holder and the town see it: who is asked, in which wave, and what comes next."""

from dataclasses import dataclass
from itertools import groupby

from terreau.accompaniment.followup import NextStep, call_step
from terreau.accompaniment.models import Referral, WaveCall
from terreau.territories.calendar import default_calendar


@dataclass(frozen=True)
class Wave:
    """The teams asked together; without a number, those whose turn has not come."""

    number: int | None
    referrals: list[Referral]


@dataclass(frozen=True)
class CallView:
    """The page of a call."""

    call: WaveCall
    sides: frozenset[str]
    waves: list[Wave]
    step: NextStep | None
    reminder: None = None  # the dates of a call are in its step

    @property
    def is_mine(self) -> bool:
        return self.step is not None and self.step.side in self.sides

    @property
    def referrals(self) -> list[Referral]:
        return [referral for wave in self.waves for referral in wave.referrals]

    @property
    def has_waiting(self) -> bool:
        return any(wave.number is None for wave in self.waves)


def call_view(call: WaveCall, sides: frozenset[str]) -> CallView:
    """Return a call with its teams, wave by wave, in the order of the call."""
    found = call.referrals.select_related("team__organisation", "offer").order_by("position")
    # The waves left in the order of the call, save for the teams that were passed over.
    rows = sorted(found, key=lambda one: (one.wave is None, one.wave or 0, one.position))
    waves = [Wave(number, list(group)) for number, group in groupby(rows, key=lambda one: one.wave)]
    return CallView(call, sides, waves, call_step(call, rows, default_calendar()))
