"""The moves of a referral, and of a call in waves: one table each, for pages, links, reminders and API."""

from terreau.accompaniment.enums import CALLING, OPEN, RUNNING, WAITING, CallState
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

CALL_WORKFLOW = Workflow(
    "WaveCall",
    CallState,
    consent=([CallState.PROPOSED], CallState.RUNNING),
    fill=([CallState.RUNNING], CallState.FILLED),
    exhaust=([CallState.RUNNING], CallState.EXHAUSTED),
    stop=(sorted(CALLING), CallState.STOPPED),
)
