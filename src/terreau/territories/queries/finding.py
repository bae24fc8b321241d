"""Finding a territory by its name or by a code."""

import re
from collections.abc import Collection

from django.db.models import F, Q

from terreau.territories.enums import CodeScheme, TerritoryKind
from terreau.territories.models import Territory, TerritoryCode, TerritoryQuerySet, searchable


def by_insee(code: str) -> Territory | None:
    """The commune (or municipal arrondissement) of an Insee code; an ended code leads to its new commune."""
    code = code.strip().upper()
    places = Territory.objects.filter(
        code=code, kind__in=[TerritoryKind.COMMUNE, TerritoryKind.QUARTER], is_official=True
    )
    return places.current().first() or _by_other_code(CodeScheme.FORMER, code).first() or places.first()


def by_postal_code(code: str) -> TerritoryQuerySet:
    """The communes (and municipal arrondissements) that a postal code serves, most peopled first."""
    return _by_other_code(CodeScheme.POSTAL, code.replace(" ", "")).order_by("-population", "code")


def _by_other_code(scheme: CodeScheme, value: str) -> TerritoryQuerySet:
    return Territory.objects.filter(
        pk__in=TerritoryCode.objects.filter(scheme=scheme, value=value).values("territory")
    ).current()


def search_territories(text: str, *, kinds: Collection[str] = ()) -> TerritoryQuerySet:
    """Territories whose name starts like the text, or that a code starts like; the most peopled first.

    Accents, hyphens and apostrophes do not count: “st denis” finds Saint-Denis, “92330” finds Sceaux.
    """
    whole = searchable(text)
    if not whole:
        return Territory.objects.none()
    wanted = Q(search_name__startswith=whole)
    name, code = _split_code(whole)
    if code:
        postal = TerritoryCode.objects.filter(scheme=CodeScheme.POSTAL, value__startswith=code)
        by_code = Q(code__startswith=code.upper()) | Q(pk__in=postal.values("territory"))
        wanted |= by_code & Q(search_name__startswith=name)
    found = Territory.objects.current().filter(wanted)
    if kinds:
        found = found.filter(kind__in=kinds)
    return found.order_by(F("population").desc(nulls_last=True), "search_name", "code")


def _split_code(text: str) -> tuple[str, str]:
    """Separate a name from the code that follows it: "sceaux 92" → ("sceaux", "92")."""
    name, _, last = text.rpartition(" ")
    return (name, last) if re.fullmatch(r"\d{2,9}|2[ab]\d*", last) else (text, "")
