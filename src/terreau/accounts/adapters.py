"""How django-allauth behaves in this house: our words, our rules for factors and linked identities."""

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.login_by_code import LoginCodeVerificationProcess
from allauth.account.models import EmailAddress
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from terreau.accounts import actions
from terreau.accounts.models import User

PENDING_LINK = "accounts_pending_link"
LINK_SECONDS = 15 * 60


class AccountAdapter(DefaultAccountAdapter):
    """Our sentences, no prefix before the subject of a mail, new people in the language of the page."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Ce compte est désactivé. Écrivez à la mairie pour le rouvrir."),
        "duplicate_email": _("C’est déjà l’adresse de votre compte."),
        "email_taken": _("Un compte existe déjà avec cette adresse."),
        "incorrect_code": _("Ce code n’est pas le bon. Vérifiez le dernier message reçu."),
        "invalid_login": _("Cette adresse n’a pas la forme d’une adresse électronique."),
        "rate_limited": _("Un code vient d’être envoyé. Attendez un peu avant d’en demander un autre."),
        "same_as_current": _("C’est déjà l’adresse de votre compte."),
        "too_many_login_attempts": _(
            "Trop d’essais : par précaution, ce code ne vaut plus. "
            "Demandez-en un autre dans quelques minutes."
        ),
    }

    def format_email_subject(self, subject: str) -> str:
        return str(subject)

    def new_user(self, request: HttpRequest) -> User:
        user = super().new_user(request)
        user.language = (get_language() or "fr")[:2]
        return user

    def pre_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse | None:
        # The code just given came to this very address: no second code to verify it.
        if any(record.get("email") == user.email for record in get_authentication_records(request, user)):
            actions.confirm_address(user=user, by=user)
        return super().pre_login(request, user, **facts)

    def send_account_already_exists_mail(self, email: str) -> None:
        self.send_mail("account/email/account_already_exists", email, {})

    def get_email_verification_redirect_url(self, email_address: EmailAddress) -> str:
        if self.request.user.is_authenticated:
            return reverse("accounts:overview")
        return super().get_email_verification_redirect_url(email_address)

    def post_login(self, request: HttpRequest, user: User, **facts: Any) -> HttpResponse:
        finish_link(request, user)
        return super().post_login(request, user, **facts)


class FactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted at rest; whoever must have a second factor keeps one."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("Ce code n’est pas le bon. Vérifiez l’heure de votre téléphone et recommencez."),
        "cannot_delete_authenticator": _(
            "Votre rôle demande un second facteur : ajoutez-en un autre avant de retirer celui-ci."
        ),
    }

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user = authenticator.user
        others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
        return not user.needs_factor or others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def _cipher() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(b"accounts.factor:" + force_bytes(secret)).digest() for secret in secrets]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class LinkAdapter(DefaultSocialAccountAdapter):
    """An identity provider opens a known account only after a code sent to its address.

    What the provider says of the address is never enough: somebody could hold that address there and
    not here. The code is asked once; the link is then kept.
    """

    def is_email_verified(self, provider: Any, email: str) -> bool:  # noqa: ARG002
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        for address in sociallogin.email_addresses:
            address.verified = False
        if sociallogin.is_existing or sociallogin.state.get("process") == AuthProcess.CONNECT:
            return
        email = (sociallogin.user.email or "").strip().lower()
        known = User.objects.filter(email=email).first() if email else None
        if known is None:
            return
        if not known.is_active:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_inactive")))
        request.session[PENDING_LINK] = {"login": sociallogin.serialize(), "email": email, "at": time.time()}
        LoginCodeVerificationProcess.initiate(request=request, user=known, email=email)
        raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_confirm_login_code")))


def finish_link(request: HttpRequest, user: User) -> None:
    """Keep the link that waited for the code, when it is for this person and not too old."""
    pending = request.session.pop(PENDING_LINK, None)
    if not pending or pending["email"] != user.email or time.time() - pending["at"] > LINK_SECONDS:
        return
    sociallogin = SocialLogin.deserialize(pending["login"])
    sociallogin.connect(request, user)
    messages.success(
        request,
        _("Vous pourrez désormais vous connecter avec %(name)s.") % {"name": _provider_name(sociallogin)},
    )


def _provider_name(sociallogin: SocialLogin) -> str:
    return sociallogin.account.get_provider().name
