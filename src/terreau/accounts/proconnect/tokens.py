"""Reading signed tokens: nothing is believed before signature, issuer and audience are checked."""

from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

# Asymmetric only: with a shared-secret algorithm, a public key could sign.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]


def read(token: str, *, keys: dict, issuer: str, audience: str, required: list[str]) -> dict[str, Any]:
    """Return the claims of a token signed by one of the provider's keys, for us."""
    try:
        return jwt.decode(
            token,
            key=_key_of(token, keys),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=audience,
            leeway=30,
            options={"require": ["iss", "aud", "sub", *required]},
        )
    except jwt.PyJWTError as error:
        raise OAuth2Error(f"Token refused: {error}") from error


def _key_of(token: str, keys: dict) -> jwt.PyJWK:
    kid = jwt.get_unverified_header(token).get("kid")
    found = [key for key in jwt.PyJWKSet.from_dict(keys).keys if kid is None or key.key_id == kid]
    if not found:
        raise OAuth2Error(f"Token refused: no key {kid!r} at the provider.")
    return found[0]
