"""All addresses: each app declares its own full paths; French has no prefix, English has `/en/`."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls

PAGES = [
    "portal",
    "accompaniment",
    "projects",
    "partnerships",
    "council",
    "directory",
    "accounts",
    "messaging",
    "search",
    "look",
    "knowledge",
    *(["demo"] if settings.DEMO else []),
]

urlpatterns = [
    path("", include("terreau.messaging.health.urls")),
    # The CMS has no sign-in of its own: everybody uses the same one.
    path("cms/login/", RedirectView.as_view(pattern_name=settings.LOGIN_URL), name="wagtail_sign_in"),
    path("cms/", include(wagtailadmin_urls)),
    path("", include("terreau.api.urls")),
    path("", include("terreau.portal.unprefixed_urls")),
    *i18n_patterns(
        *[path("", include(f"terreau.{app}.urls")) for app in PAGES],
        prefix_default_language=False,
    ),
]

handler400 = "terreau.look.views.error_400"
handler403 = "terreau.look.views.error_403"
handler404 = "terreau.look.views.error_404"
handler500 = "terreau.look.views.error_500"
