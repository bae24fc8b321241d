"""Money is a `Decimal` in euros with two places; there is no float on the way."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")


def to_cents(amount: Decimal | str | int) -> Decimal:
    """Return the amount in euros, rounded half up to the cent."""
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)
