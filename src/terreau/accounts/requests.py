"""The request that a guarded view receives: its person is signed in."""

from django.http import HttpRequest

from terreau.accounts.models import User


class SignedInRequest(HttpRequest):
    """Says, for the types only, what `signed_in` and `requires` have checked."""

    user: User
