"""What goes with an account, what a draft of conditions would change, and who supports a project."""

from typing import Any

from terreau.accompaniment.actions.erasing import forget_holder
from terreau.accompaniment.actions.merging import bring_referrals as merging_referrals
from terreau.accompaniment.queries.supporters import supporters_of
from terreau.accompaniment.queries.trials import try_rules
from terreau.accounts import erasure
from terreau.accounts.models import User
from terreau.directory import trials
from terreau.directory.models import Offer
from terreau.directory.panels import Panel
from terreau.projects import merging, supporters

supporters.register(supporters_of)


@erasure.eraser
def forget_referrals(user: User) -> None:
    """What was told to organisations, and what they answered, goes with the holder's account."""
    forget_holder(holder=user, by=user)


def rules_trial(offer: Offer, rows: list[dict[str, Any]], user: Any) -> Panel:
    """Show the current projects whose result a draft of conditions would change."""
    found = try_rules(offer, rows, user)
    return Panel("accompaniment/parts/rules_trial.html", {"found": found})


trials.register(rules_trial)


@merging.mover
def bring_referrals(merge: merging.Merge) -> None:
    """The demands of a file that goes into another go on there."""
    merging_referrals(merge=merge)
