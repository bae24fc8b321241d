"""The moves of a referral: one table for pages, capability links, reminders and API alike."""

from terreau.accompaniment.enums import OPEN, RUNNING, WAITING
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
