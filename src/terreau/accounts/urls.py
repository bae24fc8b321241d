"""Addresses of sign-in and of one's own account, all under `/compte/`.

Names of django-allauth's views stay as it reverses them; each says here who may use it.
"""

from collections.abc import Callable
from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkey
from allauth.socialaccount import views as identity
from django.urls import URLPattern, include, path

from terreau.accounts.proconnect import views as proconnect
from terreau.kernel.access import public, signed_in


def open_to_all(route: str, view: Callable, name: str) -> URLPattern:
    return path(f"compte/{route}", _wrapped(view, public), name=name)


def to_signed_in(route: str, view: Callable, name: str) -> URLPattern:
    return path(f"compte/{route}", signed_in(view), name=name)


def _wrapped(view: Callable, declare: Callable) -> Callable:
    def declared(*args: Any, **kwargs: Any) -> Any:
        return view(*args, **kwargs)

    return declare(declared)


urlpatterns = [
    open_to_all("connexion/", account.login, "account_login"),
    open_to_all("connexion/autre/", account.request_login_code, "account_request_login_code"),
    open_to_all("connexion/code/", account.confirm_login_code, "account_confirm_login_code"),
    open_to_all("connexion/second-facteur/", factor.authenticate, "mfa_authenticate"),
    open_to_all("connexion/cle/", passkey.login_webauthn, "mfa_login_webauthn"),
    open_to_all("deconnexion/", account.logout, "account_logout"),
    open_to_all("inscription/", account.signup, "account_signup"),
    open_to_all("desactive/", account.account_inactive, "account_inactive"),
    open_to_all("adresse/verifier/", account.email_verification_sent, "account_email_verification_sent"),
    to_signed_in("adresse/", account.email, "account_email"),
    to_signed_in("verification/", account.reauthenticate, "account_reauthenticate"),
    to_signed_in("second-facteur/", factor.index, "mfa_index"),
    to_signed_in("second-facteur/verification/", factor.reauthenticate, "mfa_reauthenticate"),
    to_signed_in("second-facteur/application/", totp.activate_totp, "mfa_activate_totp"),
    to_signed_in("second-facteur/application/retirer/", totp.deactivate_totp, "mfa_deactivate_totp"),
    to_signed_in("second-facteur/secours/", recovery.view_recovery_codes, "mfa_view_recovery_codes"),
    to_signed_in(
        "second-facteur/secours/nouveaux/", recovery.generate_recovery_codes, "mfa_generate_recovery_codes"
    ),
    to_signed_in(
        "second-facteur/secours/telecharger/",
        recovery.download_recovery_codes,
        "mfa_download_recovery_codes",
    ),
    to_signed_in("second-facteur/cles/", passkey.list_webauthn, "mfa_list_webauthn"),
    to_signed_in("second-facteur/cles/ajouter/", passkey.add_webauthn, "mfa_add_webauthn"),
    to_signed_in(
        "second-facteur/cles/verification/", passkey.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"
    ),
    to_signed_in("second-facteur/cles/<int:pk>/retirer/", passkey.remove_webauthn, "mfa_remove_webauthn"),
    to_signed_in("second-facteur/cles/<int:pk>/modifier/", passkey.edit_webauthn, "mfa_edit_webauthn"),
    to_signed_in("liaisons/", identity.connections, "socialaccount_connections"),
    open_to_all("liaisons/inscription/", identity.signup, "socialaccount_signup"),
    open_to_all("liaisons/annulee/", identity.login_cancelled, "socialaccount_login_cancelled"),
    open_to_all("liaisons/erreur/", identity.login_error, "socialaccount_login_error"),
    open_to_all("identite/<slug:provider_id>/", proconnect.login, "proconnect_login"),
    open_to_all("identite/<slug:provider_id>/retour/", proconnect.callback, "proconnect_callback"),
    path("", include("terreau.accounts.own_urls")),
]
