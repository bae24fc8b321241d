"""The moves of a referral, here or outside, of a call in waves, of a group: one table each."""

from terreau.accompaniment.enums import (
    CALLING,
    OPEN,
    OUTSIDE_OPEN,
    RUNNING,
    WAITING,
    CallState,
    GroupState,
    OutsideState,
)
from terreau.accompaniment.enums import ReferralState as State
from terreau.kernel.workflow import Workflow

REFERRAL_WORKFLOW = Workflow(
    "Referral",
    State,
    consent=([State.PROPOSED], State.CONSENTED),
    send=([State.CONSENTED], State.SENT),
    see=([State.SENT], State.SEEN),
    accept=(sorted(WAITING), State.ACCEPTED),
    start=([State.ACCEPTED], State.IN_PROGRESS),
    refuse=(sorted(WAITING), State.REFUSED),
    expire=(sorted(WAITING), State.EXPIRED),
    close=(sorted(RUNNING), State.CLOSED),
    withdraw=(sorted(OPEN), State.WITHDRAWN),
    reroute=([State.EXPIRED, State.REFUSED], State.REROUTED),
)

OUTSIDE_WORKFLOW = Workflow(
    "OutsideReferral",
    OutsideState,
    consent=([OutsideState.PROPOSED], OutsideState.CONSENTED),
    hand=([OutsideState.CONSENTED], OutsideState.HANDED),
    close=([OutsideState.HANDED], OutsideState.CLOSED),
    withdraw=(sorted(OUTSIDE_OPEN), OutsideState.WITHDRAWN),
)

CALL_WORKFLOW = Workflow(
    "WaveCall",
    CallState,
    consent=([CallState.PROPOSED], CallState.RUNNING),
    fill=([CallState.RUNNING], CallState.FILLED),
    exhaust=([CallState.RUNNING], CallState.EXHAUSTED),
    stop=(sorted(CALLING), CallState.STOPPED),
)

GROUP_WORKFLOW = Workflow(
    "GroupAnswer",
    GroupState,
    consent=([GroupState.PROPOSED], GroupState.RUNNING),
    end=([GroupState.RUNNING], GroupState.ENDED),
    call_off=([GroupState.PROPOSED], GroupState.CALLED_OFF),
)
