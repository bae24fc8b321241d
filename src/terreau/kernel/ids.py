"""Public references that nobody can guess."""

import secrets

# Crockford's base 32: no I, L, O, U, so that a reference can be read over the telephone.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def reference(prefix: str, *, length: int = 10) -> str:
    """Return a random reference such as `PRJ-7K3M9Q2XWD` (5 bits a sign)."""
    return f"{prefix}-" + "".join(secrets.choice(_ALPHABET) for _ in range(length))
