"""What a person answers for: why their account, or one of their roles, cannot be taken from them yet.

    @duties.duty
    def follows_projects(user, role): return "Sacha Martin suit 12 projets : …" or None

`role` is the role about to be taken back, or None when the whole account is. Apps above register theirs
in `receivers.py`; the sentence says the next step, to whoever was about to do it.
"""

from collections.abc import Callable

from terreau.accounts.models import User

Duty = Callable[[User, str | None], str | None]

DUTIES: list[Duty] = []


def duty(function: Duty) -> Duty:
    """Register a reason to keep somebody where they are."""
    DUTIES.append(function)
    return function


def duties_of(user: User, role: str | None = None) -> list[str]:
    """List the sentences that say what this person must first give to somebody else."""
    return [sentence for sentence in (ask(user, role) for ask in DUTIES) if sentence]
