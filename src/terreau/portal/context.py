"""What the shell of every page shows: the town, the ways in for this person, the other language."""

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from terreau.accounts.enums import Role
from terreau.territories.queries import operator


@dataclass(frozen=True)
class Way:
    """One entry of the navigation, for the audiences it serves (none: everybody)."""

    label: Any
    route: str
    icon: str
    audience: frozenset[str] = frozenset()


PUBLIC_WAYS = [
    Way(_("Annuaire"), "directory:list", "map-pin"),
    Way(_("Projets"), "projects:list", "sprout"),
    Way(_("Chartes"), "partnerships:list", "handshake"),
    Way(_("Délibérations"), "council:list", "landmark"),
    Way(_("Ressources"), "knowledge:index", "book-open"),
    Way(_("Agenda"), "portal:agenda", "calendar"),
]
PERSONAL_WAYS = [
    Way(_("Mon espace"), "portal:my_space", "house"),
    Way(_("Pilotage"), "portal:desk", "compass", frozenset({Role.OFFICER})),
    Way(_("Conseil"), "council:desk", "gavel", frozenset({Role.SECRETARY, Role.ELECTED})),
    Way(_("Contenus"), "wagtailadmin_home", "pencil", frozenset({Role.EDITOR, Role.ADMINISTRATOR})),
    Way(_("Rôles"), "accounts:roles", "users", frozenset({Role.ADMINISTRATOR})),
]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: what the header and the footer need, computed only when a page uses it."""
    return {
        "operator": SimpleLazyObject(operator),
        "nav": SimpleLazyObject(lambda: ways(PUBLIC_WAYS, request.path)),
        "nav_personal": SimpleLazyObject(lambda: personal_ways(request)),
        "canonical_url": settings.BASE_URL + request.path,
        "is_demo": settings.DEMO,
        # Called by the `keep` tags: the same facts give the same header and the same footer.
        "masthead_facts": partial(masthead_facts, request),
        "footer_facts": footer_facts,
    }


def masthead_facts(request: HttpRequest) -> tuple[Any, ...]:
    """Return everything that the header shows, besides the words of a search."""
    user = getattr(request, "user", None)
    is_known = user is not None and user.is_authenticated
    entries = [*ways(PUBLIC_WAYS, request.path), *personal_ways(request)]
    places = tuple((way["url"], way["current"]) for way in entries)
    return (operator().name, is_known, request.path == reverse("portal:home"), places)


def footer_facts() -> tuple[Any, ...]:
    """Return everything that the kept parts of the footer show: who runs the platform, and its pages."""
    town = operator()
    contact = (town.name, town.tagline, town.tagline_en, town.address, town.phone, town.contact_email)
    return (*contact, _urlconf())


def ways(entries: list[Way], path: str) -> list[dict[str, Any]]:
    """Return the entries with their address, and which one leads to the page shown."""
    shown = []
    for way in entries:
        url = _address(way.route, get_language(), _urlconf())
        if url is not None:
            facts = {"label": way.label, "route": way.route, "icon": way.icon}
            shown.append(facts | {"url": url, "current": path.startswith(url)})
    return shown


def _urlconf() -> str:
    return get_urlconf() or settings.ROOT_URLCONF


@lru_cache(maxsize=200)
def _address(route: str, _language: str, _addresses: str) -> str | None:
    """Return the address of a route; None for a wing that this installation does not have."""
    try:
        return reverse(route)
    except NoReverseMatch:
        return None


def personal_ways(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the ways of a signed-in person's roles; none for a visitor."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    mine = [way for way in PERSONAL_WAYS if not way.audience or way.audience & user.roles]
    return ways(mine, request.path)
