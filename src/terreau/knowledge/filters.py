"""Filters of the list of resources, kept in the address."""

from django.http import HttpRequest

from terreau.knowledge.enums import ArticleKind, Theme
from terreau.knowledge.queries import Filters


def filters_of(request: HttpRequest) -> Filters:
    """The filters that an address asks for; what makes no sense is left out."""
    theme, kind = request.GET.get("theme", ""), request.GET.get("genre", "")
    return Filters(
        theme=theme if theme in Theme.values else "",
        kind=kind if kind in ArticleKind.values else "",
        tag=request.GET.get("sujet", "").replace("\x00", "")[:80],
    )
