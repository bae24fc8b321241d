"""The public register of deliberations."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terreau.council import exports, panels, queries
from terreau.kernel.access import get_for, public

PAGE_SIZE = 20


@public
def deliberation_list(request: HttpRequest) -> HttpResponse:
    """The published deliberations, with search and filters."""
    filters = queries.Filters(
        text=request.GET.get("q", "")[:100],
        year=request.GET.get("annee", ""),
        state=request.GET.get("resultat", ""),
    )
    register = queries.register(filters)
    page = Paginator(register.deliberations, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"filters": filters, "register": register, "page": page}
    return render(request, "council/deliberation_list.html", context)


@public
def deliberation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One deliberation: what it decides in plain words, then its text, its vote and its dates."""
    deliberation = get_for(request.user, "council.view_deliberation", queries.deliberations(), slug=slug)
    context = {"deliberation": deliberation, "panels": panels.panels_of(deliberation)}
    return render(request, "council/deliberation_detail.html", context)


@public
def deliberation_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The extract of the register of deliberations."""
    deliberation = get_for(request.user, "council.view_deliberation", queries.deliberations(), slug=slug)
    response = HttpResponse(exports.extract_pdf(deliberation), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="deliberation-{deliberation.slug}.pdf"'
    return response
