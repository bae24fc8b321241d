"""The list, the map and the sheets that everybody reads."""

from dataclasses import replace
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.directory import exports, panels, structured
from terreau.directory.filters import filters_of, numbers, page_of, querystring_of
from terreau.directory.models import Organisation
from terreau.directory.queries import (
    Filters,
    kept_sheet,
    listing,
    network_on_sheet,
    networks_by_kind,
    sheet_of,
    wider,
)
from terreau.directory.queries.listing import PAGE as LISTED
from terreau.directory.queries.listing import RADII, Listing, ended, facets_of
from terreau.directory.queries.sheets import for_sheet
from terreau.kernel.access import allowed_to, public
from terreau.kernel.http import data_block, wants_fragment
from terreau.territories.queries import operator, perimeters_of


@public
def organisations(request: HttpRequest) -> HttpResponse:
    """The list, its facets, and one fragment of both for htmx."""
    filters = filters_of(request)
    context = found_context(request, filters)
    if wants_fragment(request):
        return render(request, "directory/list.html#results", context)
    context["breadcrumbs"] = [{"label": _("Annuaire"), "url": reverse("directory:list")}]
    context["can_add"] = request.user.has_perm("directory.add_organisation")
    return render(request, "directory/list.html", context)


def found_context(request: HttpRequest, filters: Filters, size: int = LISTED) -> dict[str, Any]:
    """What the list shows, and the map beside its own list."""
    found = listing(filters, page_of(request), size)
    return {
        "filters": filters,
        "found": found,
        "facets": found.facets,
        "page": _page(found, size),
        "version": found.version,
        "querystring": querystring_of(filters),
        "zone": numbers(filters.box or ()),
        "point": numbers(filters.point or ()),
        "unzoned": querystring_of(replace(filters, box=None)),
        "unpointed": querystring_of(replace(filters, point=None)),
        "any_activity": querystring_of(replace(filters, activities=())),
        "exact_querystring": querystring_of(replace(filters, exact=True)),
        "wider": _ways_out(filters) if filters and not found.total else [],
        "perimeters": _perimeters(),
        "radii": RADII,
        **to_take_away(),
    }


def _page(found: Listing, size: int) -> Page:
    """The page as the pagination shows it: the index counted and cut already."""
    page: Page = Paginator(range(found.total), size).get_page(found.number)
    page.object_list = found.organisations
    return page


def _perimeters() -> list[dict[str, str]]:
    """The territories in which the list can be kept: those around the operator."""
    town = operator()
    around = perimeters_of(territory=town.territory_id) if town.is_set_up else []
    return [{"value": f"{kind}-{code}", "label": name} for kind, code, name in around]


def to_take_away() -> dict[str, Any]:
    """What the menu of downloads shows besides the list itself."""
    return {"formats": exports.FORMATS.values(), "licence": exports.notice()}


def _ways_out(filters: Filters) -> list[dict[str, Any]]:
    names = {
        "text": _("sans les mots « %(text)s »") % {"text": filters.text},
        "communes": _("dans toutes les communes"),
        "kinds": _("pour tous les soutiens"),
        "families": _("dans toutes les familles"),
        "labels": _("avec ou sans agrément"),
        "networks": _("dans tous les réseaux"),
        "activities": _("dans toutes les activités"),
        "territory": _("dans tous les territoires"),
        "near": _("à n’importe quelle distance"),
        "box": _("hors de la zone de la carte"),
    }
    ways = [(names[name], larger, count) for name, larger, count in wider(filters)]
    return [
        {"label": label, "query": querystring_of(other), "count": count}
        for label, other, count in _other_words(filters) + ways
        if count
    ]


def _other_words(filters: Filters) -> list[tuple[str, Filters, int]]:
    """The same choices with words that are near, or that begin alike."""
    found = [(_("avec « %(text)s »") % {"text": one.text}, one) for one in ended(filters)]
    if filters.exact and filters.text:
        found.insert(0, (_("avec des mots qui s’en approchent"), replace(filters, exact=False)))
    return [(label, one, facets_of(one).total) for label, one in found]


@public
def networks(request: HttpRequest) -> HttpResponse:
    """The networks, kind by kind."""
    context = {
        "groups": networks_by_kind(),
        "breadcrumbs": [
            {"label": _("Annuaire"), "url": reverse("directory:list")},
            {"label": _("Réseaux"), "url": ""},
        ],
    }
    return render(request, "directory/networks.html", context)


@public
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    """The sheet of an organisation; a sheet that was united with another leads to it."""
    try:
        found = allowed_to(request.user, "directory.view_organisation", for_sheet(slug))
    except Http404:
        return _to_kept(slug)
    if found.merged_into_id is not None:
        return _to_kept(slug)
    return render(request, "directory/organisation.html", _sheet(request, found))


def _to_kept(slug: str) -> HttpResponse:
    kept = kept_sheet(slug)
    if kept is None:
        raise Http404
    return redirect(kept, permanent=True)


def _sheet(request: HttpRequest, found: Organisation) -> dict[str, Any]:
    url = request.build_absolute_uri(found.get_absolute_url())
    sheet = sheet_of(found)
    return {
        "organisation": found,
        "sheet": sheet,
        "network": network_on_sheet(found, request.GET.get("page")),
        "panels": panels.panels_of(found),
        "json_ld": data_block(structured.json_ld(sheet, url)),
        "can_edit": request.user.has_perm("directory.edit_organisation", found),
        "can_moderate": request.user.has_perm("directory.moderate"),
        "breadcrumbs": [
            {"label": _("Annuaire"), "url": reverse("directory:list")},
            {"label": found.name, "url": ""},
        ],
    }
