"""The states of a charter and of an evidence as tables."""

from terreau.kernel.workflow import Workflow
from terreau.partnerships.enums import CharterState as C
from terreau.partnerships.enums import EvidenceState as E

CHARTER_WORKFLOW = Workflow(
    "Charter",
    C,
    agree=([C.DRAFT], C.AGREED),
    reopen=([C.AGREED], C.DRAFT),
    approve=([C.AGREED], C.APPROVED),
    sign=([C.APPROVED], C.SIGNED),
    enter_into_force=([C.SIGNED], C.IN_FORCE),
    end=([C.IN_FORCE], C.ENDED),
    terminate=([C.IN_FORCE], C.TERMINATED),
)

EVIDENCE_WORKFLOW = Workflow(
    "Evidence",
    E,
    accept=([E.PROPOSED], E.ACCEPTED),
    decline=([E.PROPOSED], E.DECLINED),
)
