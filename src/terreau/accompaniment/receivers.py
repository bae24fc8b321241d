"""What goes with an account."""

from terreau.accompaniment.actions.erasing import forget_holder
from terreau.accounts import erasure
from terreau.accounts.models import User


@erasure.eraser
def forget_referrals(user: User) -> None:
    """What was told to organisations, and what they answered, goes with the holder's account."""
    forget_holder(holder=user, by=user)
