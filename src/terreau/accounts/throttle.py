"""Too many attempts: the lock is on a person from one address, so that colleagues go on working."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.core.exceptions import ImmediateHttpResponse
from axes.handlers.proxy import AxesProxyHandler
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def client_address(request: HttpRequest) -> str:
    """Return the address of the person, behind the number of proxies that the settings trust.

    Without any (a session opened by a command, a server on a socket), all share the empty address.
    """
    try:
        return get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""


def note_failure(request: HttpRequest, email: str) -> None:
    """Count a wrong code against this person from this address."""
    AxesProxyHandler.user_login_failed(sender=note_failure, credentials={"email": email}, request=request)


def refuse_if_locked(request: HttpRequest, email: str) -> None:
    """Answer with the page 429 while this person is locked from this address."""
    if not AxesProxyHandler.is_allowed(request, {"email": email.strip().lower()}):
        raise ImmediateHttpResponse(too_many(request))


def too_many(request: HttpRequest, *_details: Any) -> HttpResponse:
    """Return the page that says to wait."""
    return render(request, "429.html", status=429)
