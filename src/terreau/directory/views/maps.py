"""The map of the directory, its marks, and the map that other sites embed."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_replace, csp_update
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt

from terreau.directory.enums import Family
from terreau.directory.filters import box_of, filters_of, querystring_of, zoom_of
from terreau.directory.queries.maps import EVERYWHERE, Mark, marks, other_places, placed_count
from terreau.directory.views.public import found_context
from terreau.kernel.access import public
from terreau.kernel.choices import label_of
from terreau.kernel.http import wants_fragment
from terreau.territories.queries import operator, outlines_around

ROWS = 20
FRAME_HEIGHT = 640
SNIPPET = (
    '<iframe src="{url}" title="{title}" width="100%" height="{height}" loading="lazy" '
    'allow="geolocation" referrerpolicy="no-referrer"></iframe>'
)
View = Callable[..., HttpResponseBase]


def with_tiles(view: View) -> View:
    """Let the page show images of the tile server, when there is one; no other page may."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        parts = urlsplit(settings.MAP_TILES["url"])
        if not parts.hostname:
            return view(request, *args, **kwargs)
        server = f"{parts.scheme}://{parts.netloc.replace('{s}', '*')}"
        return csp_update({"img-src": [server]})(view)(request, *args, **kwargs)

    return shown


@public
@with_tiles
def page(request: HttpRequest) -> HttpResponse:
    """The map, its filters, and the list of what it shows; without JavaScript the list is the page."""
    context = _shown(request)
    if wants_fragment(request):
        return render(request, "directory/map_found.html", context)
    context["breadcrumbs"] = [
        {"label": _("Annuaire"), "url": reverse("directory:list")},
        {"label": _("Carte"), "url": ""},
    ]
    return render(request, "directory/map.html", context)


def _shown(request: HttpRequest) -> dict[str, Any]:
    filters = filters_of(request)
    found = found_context(request, filters, size=ROWS)
    return found | {
        "placed": placed_count(filters),
        "tiles": settings.MAP_TILES,
    }


@public
def cells(request: HttpRequest) -> JsonResponse:
    """The marks inside a box at a zoom of the map, under the filters of the list."""
    filters, box, zoom = filters_of(request), box_of(request) or EVERYWHERE, zoom_of(request)
    found = marks(filters, box, zoom)
    places = other_places(filters, box, zoom)
    return JsonResponse(
        {
            "count": sum(mark.count for mark in found),
            "cells": [_written(mark) for mark in found],
            "places": [_written(mark) for mark in places],
        }
    )


def _written(mark: Mark) -> dict[str, Any]:
    place = {"lat": round(mark.lat, 6), "lon": round(mark.lon, 6), "count": mark.count}
    if mark.zone is not None:
        return place | {"zone": ",".join(f"{edge:.7f}" for edge in mark.zone)}
    family = label_of(Family, mark.family)
    return place | {"name": mark.name, "family": family, "url": reverse("directory:detail", args=[mark.slug])}


@public
def outlines(_request: HttpRequest) -> JsonResponse:
    """The outlines of the operator's territory and of the communes next to it."""
    town = operator()
    shapes = (
        outlines_around(town.territory) if town.is_set_up else {"type": "FeatureCollection", "features": []}
    )
    response = JsonResponse(shapes)
    response["Cache-Control"] = "public, max-age=86400"
    return response


@public
def embed(request: HttpRequest) -> HttpResponse:
    """The lines of HTML that show this map, with these filters, on another site."""
    filters = filters_of(request)
    query = querystring_of(filters)
    frame_url = settings.BASE_URL + reverse("directory:frame") + (f"?{query}" if query else "")
    context = {
        "filters": filters,
        "querystring": query,
        "frame_url": frame_url,
        "snippet": format_html(SNIPPET, url=frame_url, title=_("Carte de l’annuaire"), height=FRAME_HEIGHT),
        "anywhere": "*" in settings.MAP_EMBEDDED_BY,
        "breadcrumbs": [
            {"label": _("Annuaire"), "url": reverse("directory:list")},
            {"label": _("Carte"), "url": reverse("directory:map")},
            {"label": _("Intégrer la carte"), "url": ""},
        ],
    }
    return render(request, "directory/embed.html", context)


@public
@xframe_options_exempt
def frame(request: HttpRequest) -> HttpResponseBase:
    """The map alone, which other sites may show in a frame; the only page that can be framed."""
    ancestors = {"frame-ancestors": list(settings.MAP_EMBEDDED_BY)}
    response = csp_replace(ancestors)(with_tiles(_frame))(request)
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _frame(request: HttpRequest) -> HttpResponse:
    return render(request, "directory/frame.html", _shown(request))
