"""The public register of charters."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from terreau.kernel.access import allowed_to, get_for, public
from terreau.partnerships import exports, queries
from terreau.partnerships.models import Commitment

PAGE_SIZE = 12
ENTRIES_SHOWN = 50
VIEW = "partnerships.view_charter"


@public
def charter_list(request: HttpRequest) -> HttpResponse:
    """The charters approved by the council, with what was promised and what is kept."""
    filters = queries.Filters(
        text=request.GET.get("q", "")[:100],
        state=request.GET.get("etat", ""),
        form=request.GET.get("forme", ""),
    )
    register = queries.charters_for_list(filters)
    paginator = Paginator(register.charters, PAGE_SIZE)
    paginator.count = register.count
    page = paginator.get_page(request.GET.get("page"))
    context = {"filters": filters, "register": register, "page": page, "cards": queries.cards(page)}
    return render(request, "partnerships/charter_list.html", context)


@public
def charter_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """One charter: in plain words, then its parties, its promises and its life."""
    charter = allowed_to(request.user, VIEW, queries.charter_at(slug))
    context = {
        "charter": charter,
        "sheet": queries.sheet_of(charter),
        "timeline": queries.timeline(charter),
    }
    return render(request, "partnerships/charter_detail.html", context)


@public
def charter_pdf(request: HttpRequest, slug: str) -> HttpResponse:
    """The charter as a document: same words and figures as the page."""
    found = queries.charters().select_related("deliberation__session")
    charter = get_for(request.user, VIEW, found, slug=slug)
    response = HttpResponse(exports.charter_pdf(charter), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="charte-{charter.slug}.pdf"'
    return response


@public
def commitment_detail(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One promise: its counter and the list behind the figure."""
    commitment = get_for(
        request.user,
        "partnerships.view_commitment",
        Commitment.objects.select_related("charter", "party__organisation"),
        charter__slug=slug,
        number=number,
    )
    entries = queries.entries_behind(commitment)[:ENTRIES_SHOWN]
    context = {
        "commitment": commitment,
        "charter": commitment.charter,
        "progress": queries.progress_of(commitment),
        "terms": queries.terms_of(commitment),
        "entries": [(queries.day_of(entry), entry) for entry in entries],
        "offers": commitment.offers.select_related("team__organisation"),
    }
    return render(request, "partnerships/commitment_detail.html", context)
