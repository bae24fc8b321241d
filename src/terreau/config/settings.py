"""Settings of Terreau.

Every value that an installation may change comes from the environment: see `docs/operation.md`.
"""

from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from terreau.config import env, mail
from terreau.config.open_data import DATA_LICENCE, DATA_LICENCE_URL, MAP_EMBEDDED_BY, MAP_TILES  # noqa: F401
from terreau.config.sign_in import (  # noqa: F401
    ACCESS_LOG_RETENTION_DAYS,
    ACCOUNT_ADAPTER,
    ACCOUNT_CHANGE_EMAIL,
    ACCOUNT_EMAIL_NOTIFICATIONS,
    ACCOUNT_EMAIL_VERIFICATION,
    ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED,
    ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS,
    ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND,
    ACCOUNT_FORMS,
    ACCOUNT_LOGIN_BY_CODE_ENABLED,
    ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS,
    ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND,
    ACCOUNT_LOGIN_BY_CODE_TIMEOUT,
    ACCOUNT_LOGIN_METHODS,
    ACCOUNT_RATE_LIMITS,
    ACCOUNT_SESSION_REMEMBER,
    ACCOUNT_SIGNUP_FIELDS,
    ACCOUNT_USER_MODEL_USERNAME_FIELD,
    ALLAUTH_TRUSTED_PROXY_COUNT,
    AUTHENTICATION_BACKENDS,
    AXES_CLIENT_IP_CALLABLE,
    AXES_COOLOFF_TIME,
    AXES_DISABLE_ACCESS_LOG,
    AXES_FAILURE_LIMIT,
    AXES_HTTP_RESPONSE_CODE,
    AXES_LOCKOUT_CALLABLE,
    AXES_LOCKOUT_PARAMETERS,
    AXES_RESET_ON_SUCCESS,
    AXES_VERBOSE,
    LOGIN_REDIRECT_URL,
    LOGIN_URL,
    LOGOUT_REDIRECT_URL,
    MFA_ADAPTER,
    MFA_FORMS,
    MFA_PASSKEY_LOGIN_ENABLED,
    MFA_RATE_LIMITS,
    MFA_SUPPORTED_TYPES,
    MFA_TOTP_ISSUER,
    MFA_TOTP_TOLERANCE,
    SOCIALACCOUNT_ADAPTER,
    SOCIALACCOUNT_EMAIL_AUTHENTICATION,
    SOCIALACCOUNT_LOGIN_ON_GET,
    SOCIALACCOUNT_PROVIDERS,
    SOCIALACCOUNT_STORE_TOKENS,
)

PACKAGE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(env.text("TERREAU_DATA_DIR", str(Path.cwd() / "var"))).resolve()
DATA_DIR.mkdir(parents=True, exist_ok=True)

DEBUG = env.flag("TERREAU_DEBUG", default=False)
DEMO = env.flag("TERREAU_DEMO", default=False)
DEMO_CLOCK_FILE: Path | None = DATA_DIR / "demo-clock" if DEMO else None  # written by `terreau clock`
BASE_URL = env.text("TERREAU_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HTTPS = BASE_URL.startswith("https://")

_DEVELOPMENT_KEY = "development-only-key-never-serve-real-people-with-it-0123456789abcdef"
SECRET_KEY = env.text("TERREAU_SECRET_KEY", _DEVELOPMENT_KEY)
if SECRET_KEY == _DEVELOPMENT_KEY and HTTPS:
    raise ImproperlyConfigured(
        "TERREAU_SECRET_KEY is not set and TERREAU_BASE_URL is https. Set at least 50 random characters: "
        'python -c "import secrets; print(secrets.token_urlsafe(50))"'
    )
ALLOWED_HOSTS = env.words("TERREAU_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1],testserver")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []

INSTALLED_APPS = [
    *(["terreau.demo"] if DEMO else []),
    "terreau.portal",
    "terreau.accompaniment",
    "terreau.projects",
    "terreau.partnerships",
    "terreau.council",
    "terreau.directory",
    "terreau.knowledge",
    "terreau.documents",
    "terreau.search",
    "terreau.messaging",
    "terreau.journal",
    "terreau.accounts",
    "terreau.territories",
    "terreau.look",
    "terreau.kernel.apps.KernelConfig",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.forms",
    "wagtail.contrib.redirects",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.mfa",
    "axes",
    "csp",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
    "rules.apps.RulesConfig",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "terreau.messaging.health.middleware.RequestLogMiddleware",
    "terreau.kernel.middleware.HeadersMiddleware",
    "terreau.api.cors.CorsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages for one person are compressed as they leave, the kept ones once for all.
    "django.middleware.gzip.GZipMiddleware",
    "terreau.api.errors.SpokenErrorsMiddleware",
    "terreau.portal.page_cache.PageCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "terreau.kernel.middleware.ReadableMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "terreau.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

TERREAU_PAGE_CACHE = env.flag("TERREAU_PAGE_CACHE", default=True)

ROOT_URLCONF = "terreau.config.urls"
FORM_RENDERER = "terreau.look.forms.Renderer"
CSRF_FAILURE_VIEW = "terreau.look.views.error_csrf"
WSGI_APPLICATION = "terreau.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "terreau.portal.context.shell",
            ],
            # Order matters: partials look inside what the cached loaders return.
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "django_cotton.cotton_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "terreau.look.templatetags.components",  # after cotton: takes its place
                "template_partials.templatetags.partials",
                "terreau.kernel.templatetags.french",
            ],
        },
    },
]

_DATABASE = env.text("TERREAU_DATABASE_URL", f"sqlite:///{DATA_DIR}/terreau.sqlite3")
DATABASES = {"default": env.database(_DATABASE)}
# Parallel checkouts on one machine test side by side when each names its own test database.
DATABASES["default"]["TEST"] = {"NAME": f"test_terreau_{env.text('TERREAU_TEST_DB_SUFFIX', 'main')}"}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"]["NAME"] = str(DATA_DIR / f"{DATABASES['default']['TEST']['NAME']}.sqlite3")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"

LANGUAGE_CODE = "fr"
# Each language by its own name: whoever looks for hers reads it.
LANGUAGES = [("fr", "Français"), ("en", "English")]
TIME_ZONE = "Europe/Paris"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = True

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns when it is missing
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True  # forms carry their own token; no script reads the cookie
SECURE_SSL_REDIRECT = HTTPS and env.flag("TERREAU_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
COUNCIL_READING = env.words("TERREAU_COUNCIL_READING")  # where the law leaves a doubt: council/law/reading.py
DRAFT_RETENTION_DAYS = env.integer("TERREAU_DRAFT_DAYS", 90)  # then an unfinished proposal is erased

CONTENT_SECURITY_POLICY = {
    # The CMS's own administration needs inline styles: its pages carry their own policy.
    "EXCLUDE_URL_PREFIXES": ["/cms/"],
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "terreau.config.logging.JsonFormatter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": env.text("TERREAU_LOG_LEVEL", "INFO")},
    # Django's own handlers would write a second line, with the path.
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": False},
        **{name: {"level": "WARNING"} for name in ("django_tasks_db", "django_tasks", "wagtail", "axes")},
    },
}
METRICS_TOKEN = env.text("TERREAU_METRICS_TOKEN", "")
WORKER_LEASE_SECONDS = env.integer("TERREAU_WORKER_LEASE_SECONDS", 120)

WAGTAIL_SITE_NAME = "Terreau"
WAGTAILADMIN_LOGIN_URL = LOGIN_URL
WAGTAILIMAGES_EXTENSIONS = ["jpg", "jpeg", "png", "webp"]  # no SVG: a drawing may carry a script
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 5 * 1024 * 1024
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # no page asks anything of another host
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# The demo keeps its mails in a table, so that it needs no mail server.
EMAIL_BACKEND = mail.backend(env.text("TERREAU_EMAIL_BACKEND", "demo" if DEMO else "smtp"))
EMAIL_FILE_PATH = DATA_DIR / "mails"
EMAIL_TIMEOUT = 20
vars().update(mail.server(env.text("TERREAU_EMAIL_URL", "smtp://localhost:25")))
ANYMAIL = mail.provider(env.words("TERREAU_ANYMAIL"))
DEFAULT_FROM_EMAIL = env.text("TERREAU_FROM_EMAIL", "Terreau <ne-pas-repondre@localhost>")
# Answers by mail: off without an address. One of three doors brings them in (docs/operation.md).
REPLY_ADDRESS, INBOUND_SECRET, IMAP = mail.inbound()
INBOUND_DAYS = env.integer("TERREAU_INBOUND_DAYS", 90)
