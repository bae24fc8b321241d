"""What a session has proved about the person: the second factor, and the demo's official way in."""

from typing import Any

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth import SESSION_KEY, login
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from terreau.accounts.models import User
from terreau.kernel import clock

FACTOR = "mfa"  # the word under which allauth notes an app's code, a passkey or a recovery code
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def factor_given(request: HttpRequest, user: Any) -> bool:
    """Say whether this session has shown a second factor of this person (a passkey is strong alone)."""
    return any(record["method"] == FACTOR for record in get_authentication_records(request, user))


def note_factor(request: HttpRequest, user: User, kind: str) -> None:
    """Note that the second factor was given in this session."""
    # Just proved: the pages that ask for a recent proof (recovery codes) do not ask again.
    record_authentication(request, user, method=FACTOR, type=kind, reauthenticated=True)


def open_for_demo(request: HttpRequest, user: User) -> None:
    """Open a session as an invented person, second factor taken as given: in the demo only."""
    if not settings.DEMO:
        raise PermissionDenied
    EmailAddress.objects.get_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )
    login(request, user, backend=BACKEND)
    note_factor(request, user, "demo")


def close_others(user: User, *, keep: str | None = None) -> int:
    """Close the person's sessions, except one; return how many."""
    open_sessions = Session.objects.filter(expire_date__gt=clock.now()).exclude(session_key=keep)
    theirs = [
        session.session_key
        for session in open_sessions.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(user.pk)
    ]
    return Session.objects.filter(session_key__in=theirs).delete()[0]
