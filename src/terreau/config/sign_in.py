"""Settings of sign-in: codes by e-mail, passkeys, identity providers, limits. Read by `settings`."""

import datetime as dt

from django.core.exceptions import ImproperlyConfigured

from terreau.config import env

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "portal:my_space"
LOGOUT_REDIRECT_URL = "portal:home"

# Nobody needs a password: a code sent to the address proves that one reads it.
ACCOUNT_ADAPTER = "terreau.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_FORMS = {
    "login": "terreau.accounts.forms.SignInForm",
    "confirm_login_code": "terreau.accounts.forms.SignInCodeForm",
    "confirm_email_verification_code": "terreau.accounts.forms.AddressCodeForm",
    "add_email": "terreau.accounts.forms.NewAddressForm",
    "signup": "terreau.accounts.forms.JoinForm",
}
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
# A town hall often shows one address for a hundred colleagues: generous by address, strict by person.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "signup": "60/m/ip",
    "login_failed": "300/m/ip,10/5m/key",
    "request_login_code": "120/m/ip,6/5m/key",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TERREAU_PROXY_COUNT", 0)

MFA_ADAPTER = "terreau.accounts.adapters.FactorAdapter"
MFA_FORMS = {
    "add_webauthn": "terreau.accounts.forms.AddPasskeyForm",
    "activate_totp": "terreau.accounts.forms.ActivateAppForm",
    "authenticate": "terreau.accounts.forms.FactorForm",
    "reauthenticate": "terreau.accounts.forms.FactorAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_TOTP_ISSUER = "Terreau"
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}


def proconnect_apps() -> list[dict]:
    """Read the identity providers: ProConnect, and others that speak like it.

    `TERREAU_PROCONNECT_PROVIDERS=proconnect,agglo` names them (by default the first only); each is on
    when it has a server: `TERREAU_PROCONNECT_SERVER_URL`, `TERREAU_PROCONNECT_AGGLO_SERVER_URL`…
    """
    apps = []
    for name in env.words("TERREAU_PROCONNECT_PROVIDERS", "proconnect"):
        prefix = "TERREAU_PROCONNECT_" + ("" if name == "proconnect" else f"{name.upper()}_")
        server = env.text(f"{prefix}SERVER_URL", "")
        if not server:
            continue
        if not name.isidentifier():
            raise ImproperlyConfigured(f"TERREAU_PROCONNECT_PROVIDERS: {name!r} is not a plain word.")
        apps.append(
            {
                "provider_id": name,
                "name": env.text(f"{prefix}NAME", "ProConnect"),
                "client_id": env.text(f"{prefix}CLIENT_ID"),
                "secret": env.text(f"{prefix}CLIENT_SECRET"),
                "settings": {"server_url": server, "oauth_pkce_enabled": True},
            }
        )
    return apps


SOCIALACCOUNT_ADAPTER = "terreau.accounts.adapters.LinkAdapter"
SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APPS": proconnect_apps()}}
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False

# The lock is on a person from one address, never on an address alone.
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = dt.timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_HTTP_RESPONSE_CODE = 429
AXES_LOCKOUT_CALLABLE = "terreau.accounts.throttle.too_many"
AXES_CLIENT_IP_CALLABLE = "terreau.accounts.throttle.client_address"
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False

ACCESS_LOG_RETENTION_DAYS = env.integer("TERREAU_ACCESS_LOG_DAYS", 365)
