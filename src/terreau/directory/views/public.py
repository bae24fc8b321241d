"""The list, the map and the sheets that everybody reads."""

import json
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from terreau.directory import exports, panels
from terreau.directory.filters import box_of, filters_of, querystring_of
from terreau.directory.queries import (
    Filters,
    directory_version,
    facets_of,
    organisations_for_list,
    sheet_of,
    wider,
)
from terreau.directory.queries.sheets import for_sheet
from terreau.kernel.access import get_for, public
from terreau.kernel.http import wants_fragment
from terreau.territories.queries import operator, outlines_around

PAGE = 20
TABLE_ROWS = 50


class CountedPaginator(Paginator):
    """A paginator that knows the number of rows already: the facets counted them."""

    def __init__(self, rows: Any, count: int) -> None:
        super().__init__(rows, PAGE)
        self.count = count


@public
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, its facets, and one fragment of both for htmx."""
    filters = filters_of(request)
    context = _found(request, filters)
    if wants_fragment(request):
        return render(request, "directory/list.html#results", context)
    context["breadcrumbs"] = [{"label": _("Annuaire"), "url": reverse("directory:list")}]
    context["can_add"] = request.user.has_perm("directory.add_organisation")
    return render(request, "directory/list.html", context)


def _found(request: HttpRequest, filters: Filters) -> dict[str, Any]:
    version = directory_version()
    facets = facets_of(filters, version)
    page = CountedPaginator(organisations_for_list(filters), facets.total).get_page(request.GET.get("page"))
    return {
        "filters": filters,
        "facets": facets,
        "page": page,
        "version": version,
        "querystring": querystring_of(filters),
        "wider": [] if facets.total else _ways_out(filters),
    }


def _ways_out(filters: Filters) -> list[dict[str, Any]]:
    names = {
        "text": _("sans les mots « %(text)s »") % {"text": filters.text},
        "communes": _("dans toutes les communes"),
        "kinds": _("pour tous les soutiens"),
        "families": _("dans toutes les familles"),
    }
    return [
        {"label": names[name], "query": querystring_of(larger), "count": count}
        for name, larger, count in wider(filters)
    ]


@public
def organisations_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The filtered list as a spreadsheet."""
    rows = exports.organisations_csv(filters_of(request))
    return download(rows, "annuaire.csv")


def download(rows: Any, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@public
def organisations_map(request: HttpRequest) -> HttpResponse:
    """The map and its twin in rows; without JavaScript the rows are the page."""
    filters = filters_of(request)
    facets = facets_of(filters)
    rows = organisations_for_list(filters)[:TABLE_ROWS]
    context = {
        "filters": filters,
        "facets": facets,
        "rows": rows,
        "total": facets.total,
        "querystring": querystring_of(filters),
        "breadcrumbs": [
            {"label": _("Annuaire"), "url": reverse("directory:list")},
            {"label": _("Carte"), "url": ""},
        ],
    }
    return render(request, "directory/map.html", context)


@public
def points(request: HttpRequest) -> JsonResponse:
    """The points of the map inside a box, four hundred at most."""
    return JsonResponse(exports.geojson(filters_of(request), box_of(request)))


@public
def map_outlines(_request: HttpRequest) -> JsonResponse:
    """The outlines of the operator's territory and of the communes next to it."""
    town = operator()
    shapes = (
        outlines_around(town.territory) if town.is_set_up else {"type": "FeatureCollection", "features": []}
    )
    response = JsonResponse(shapes)
    response["Cache-Control"] = "public, max-age=86400"
    return response


@public
def new_actors(request: HttpRequest) -> HttpResponse:
    """The feed of the actors that came last."""
    return exports.NewActorsFeed()(request)


@public
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet of an organisation, with the parts that the apps above bring."""
    found = get_for(request.user, "directory.view_organisation", for_sheet(), slug=slug)
    url = request.build_absolute_uri(found.get_absolute_url())
    context = {
        "organisation": found,
        "sheet": sheet_of(found),
        "panels": panels.panels_of(found),
        "json_ld": _data_block(exports.json_ld(found, url)),
        "can_edit": request.user.has_perm("directory.edit_organisation", found),
        "breadcrumbs": [
            {"label": _("Annuaire"), "url": reverse("directory:list")},
            {"label": found.name, "url": ""},
        ],
    }
    return render(request, "directory/organisation.html", context)


def _data_block(facts: dict[str, Any]) -> SafeString:
    """JSON that cannot leave its <script> element."""
    text = json.dumps(facts, ensure_ascii=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return mark_safe(text)  # noqa: S308 - every sign of markup was replaced
