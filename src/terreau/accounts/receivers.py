"""What django-allauth tells us: somebody joined, a factor was set up, a code was wrong."""

from typing import Any

from allauth.account.signals import login_code_rejected, user_signed_up
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.dispatch import receiver
from django.http import HttpRequest

from terreau.accounts import actions, sessions, throttle
from terreau.accounts.models import User


@receiver(user_signed_up)
def announce_joining(user: User, **_facts: Any) -> None:
    actions.announce_joining(user=user, by=user)


@receiver(authenticator_added)
def take_new_factor_as_given(
    request: HttpRequest, user: User, authenticator: Authenticator, **_facts: Any
) -> None:
    # Setting up an app or a key proves that one holds it; printing recovery codes proves nothing.
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        sessions.note_factor(request, user, authenticator.type)


@receiver(login_code_rejected)
def count_wrong_code(request: HttpRequest, user: User, **_facts: Any) -> None:
    throttle.note_failure(request, user.email)
