"""Officers, secretaries and administrators show a second factor before their rights open."""

from collections.abc import Callable
from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode

from terreau.accounts import sessions
from terreau.kernel.access import LINK, PUBLIC, SIGNED_IN

# Pages of one's own account stay open: that is where a factor is set up.
OWN_ACCOUNT = ("account_", "mfa_", "socialaccount_")


class SecondFactorMiddleware:
    """Marks the person of a request whose session lacks the factor, and leads them to it.

    The mark is set when the person is first asked for: a public page pays nothing.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(partial(_marked_user, request))  # type: ignore[assignment]
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        if _stays_open(request, view):
            return None
        user = request.user
        if not user.is_authenticated or not user.factor_missing or not user.needs_factor:
            return None
        return HttpResponseRedirect(f"{way_to_factor(user)}?{urlencode({'next': request.get_full_path()})}")


def way_to_factor(user: Any) -> str:
    """Return the page where the person gives the factor, or sets one up."""
    methods = get_adapter().get_reauthentication_methods(user)
    factors = [method["url"] for method in methods if method["id"].startswith("mfa_")]
    return factors[0] if factors else reverse("mfa_index")


def _marked_user(request: HttpRequest) -> Any:
    user = get_user(request)
    if user.is_authenticated:
        user.factor_missing = not sessions.factor_given(request, user)
    return user


def _stays_open(request: HttpRequest, view: Any) -> bool:
    grant = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    kind = grant.kind if grant else ""
    if kind in {PUBLIC, LINK}:
        return True
    match = request.resolver_match
    own = match is not None and (
        match.namespace == "accounts" or (match.url_name or "").startswith(OWN_ACCOUNT)
    )
    return kind == SIGNED_IN and own
