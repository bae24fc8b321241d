"""What everybody reads."""

from typing import Any

from django.contrib.syndication.views import Feed
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.kernel.access import PUBLIC, Grant, public
from terreau.kernel.feeds import Atom
from terreau.projects import queries
from terreau.projects.enums import PublicField
from terreau.projects.models import PublicSheet
from terreau.territories.queries import operator

PAGE_SIZE = 20


@public
def project_list(request: HttpRequest) -> HttpResponse:
    """The public projects, narrowed by subject, place and stage."""
    asked = {
        name: request.GET.get(name, "").replace("\x00", "")[:100] for name in ("subject", "commune", "stage")
    }
    filters = queries.SheetFilters(**asked)
    page = Paginator(queries.sheets_for_list(filters), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "facets": queries.public_facets(filters),
        "narrowed": any(asked.values()),
    }
    return render(request, "projects/list.html", context)


@public
def detail(request: HttpRequest, slug: str) -> HttpResponse:
    """The public sheet of a project."""
    sheet = queries.sheet_by_slug(slug)
    if sheet is None:
        moved = queries.address_after_merge(slug)
        if not moved:
            raise Http404
        return redirect(moved)
    calls = queries.calls_of_sheet(sheet)
    return render(request, "projects/detail.html", sheet_context(sheet) | {"calls": calls})


def sheet_context(sheet: PublicSheet) -> dict[str, Any]:
    """Return what the sheet's template shows: the same for the visitor and for the preview."""
    rows = [
        {"label": _("Étape"), "value": sheet.get_stage_display() if sheet.stage else ""},
        {"label": _("Lieu"), "value": str(sheet.commune or "")},
        {"label": _("Pour qui"), "value": sheet.publics},
        {"label": _("Statut juridique"), "value": sheet.get_legal_form_display() if sheet.legal_form else ""},
        {"label": _("Porté par"), "value": sheet.holder},
    ]
    subjects = list(sheet.subjects.all()) if sheet.pk else []
    told = sheet.pk and PublicField.SUPPORTERS in sheet.fields
    supporters = queries.supporters_shown(sheet) if told else []
    return {
        "sheet": sheet,
        "rows": [row for row in rows if row["value"]],
        "subjects": subjects,
        "supporters": supporters,
    }


class ProjectFeed(Feed):
    """The latest public projects, as Atom."""

    feed_type = Atom
    access = Grant(PUBLIC)

    def title(self) -> str:
        return _("Projets – %(town)s") % {"town": operator().name}

    def subtitle(self) -> str:
        return _("Les derniers projets rendus publics par leurs porteurs.")

    def link(self) -> str:
        return reverse("projects:list")

    def items(self) -> Any:
        return queries.feed_entries()

    def item_title(self, item: PublicSheet) -> str:
        return item.title

    def item_description(self, item: PublicSheet) -> str:
        return item.summary

    def item_pubdate(self, item: PublicSheet) -> Any:
        return item.published_at

    def item_updateddate(self, item: PublicSheet) -> Any:
        return item.updated_at
