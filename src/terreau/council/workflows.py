"""The states of the council as tables."""

from terreau.council.enums import DeliberationState as D
from terreau.council.enums import SessionState as S
from terreau.kernel.workflow import Workflow

SESSION_WORKFLOW = Workflow(
    "Session",
    S,
    hold=([S.PLANNED], S.HELD),
    close=([S.HELD], S.CLOSED),
)

DELIBERATION_WORKFLOW = Workflow(
    "Deliberation",
    D,
    table=([D.DRAFT], D.TABLED),
    withdraw=([D.DRAFT, D.TABLED], D.WITHDRAWN),
    adopt=([D.TABLED], D.ADOPTED),
    reject=([D.TABLED], D.REJECTED),
)
