"""Two files of one project become one: what each app above brings over.

    @merging.mover
    def move_referrals(merge): …      # inside the transaction, before the need rows change hands

Apps above register theirs in `receivers.py`. A mover changes whose the rows are, and loses none.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from terreau.projects.models import Need, Project


@dataclass(frozen=True)
class Merge:
    """Which file goes into which; `needs` says into which open need of the kept file a need goes.

    A need that is absent from `needs` moves as it is.
    """

    gone: Project
    kept: Project
    needs: dict[int, Need] = field(default_factory=dict)


Mover = Callable[[Merge], None]

MOVERS: list[Mover] = []


def mover(function: Mover) -> Mover:
    """Register what an app brings from one file to the other."""
    MOVERS.append(function)
    return function
