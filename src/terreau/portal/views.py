"""Pages that compose what the other apps know."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau import __version__
from terreau.accounts.requests import SignedInRequest
from terreau.directory.exports import notice
from terreau.kernel.access import public, requires, signed_in
from terreau.portal import feeds, queries
from terreau.portal.context import personal_ways
from terreau.portal.forms import ProjectFilterForm, SearchForm
from terreau.portal.search import PAGE, search
from terreau.projects import actions as projects
from terreau.projects.actions.proposal import TRIAGE_DAYS
from terreau.projects.queries import latest_sheets
from terreau.projects.queries.queues import last_visit_of
from terreau.territories.queries import operator

AGENDA_LENGTH = 50
PRIVATE_PLACES = ["mon-espace", "pilotage", "conseil", "suivi", "reponse", "compte", "cms", "_demo"]


@public
def home(request: HttpRequest) -> HttpResponse:
    """The resident's way in."""
    town = operator()
    context = {
        "town": town.territory.name if town.is_set_up else town.name,
        "figures": queries.local_figures(),
        "projects": latest_sheets(),
        "promises": queries.promises(),
        "meetings": queries.coming_meetings(),
        "triage_days": TRIAGE_DAYS,
    }
    return render(request, "portal/home.html", context)


@public
def search_page(request: HttpRequest) -> HttpResponse:
    """Everything public that answers the words asked for, of every kind or of one."""
    asked = SearchForm(request.GET).asked()
    found = search(**asked)
    counts = {kind.name: kind.count for kind in found.kinds}
    page = Paginator(range(counts.get(asked["kind"], 0)), PAGE).get_page(asked["page"])
    context = {
        "found": found,
        "text": found.text,
        "search_text": found.text,
        "chosen": asked["kind"] if asked["kind"] in counts else "",
        "page": page,
        "exact": asked["exact"],
    }
    return render(request, "portal/search.html", context)


@public
def agenda(request: HttpRequest) -> HttpResponse:
    """The dates that everybody may come to."""
    return render(request, "portal/agenda.html", {"meetings": queries.coming_meetings(AGENDA_LENGTH)})


@public
def agenda_ics(request: HttpRequest) -> HttpResponse:
    """The same dates, for a calendar program."""
    body = feeds.agenda(queries.coming_meetings(AGENDA_LENGTH), operator().name)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{_("agenda")}.ics"'
    return response


@signed_in
def my_space(request: SignedInRequest) -> HttpResponse:
    """What concerns the person, and what is expected of them."""
    desks = [way for way in personal_ways(request) if not way["current"]]
    context = {"space": queries.my_space_of(request.user), "desks": desks}
    return render(request, "portal/my_space.html", context)


@requires("portal.open_desk")
def desk(request: SignedInRequest) -> HttpResponse:
    """What the officer has to do, what arrived and what left since they last looked."""
    since = last_visit_of(request.user)
    return render(request, "portal/desk.html", {"queues": queries.followup(since), "since": since})


@requires("portal.open_desk")
@require_POST
def desk_visit(request: SignedInRequest) -> HttpResponse:
    """Note that the officer looks at the desk, or that they have seen all of it."""
    if "all" in request.POST:
        projects.start_from_here(by=request.user)
        messages.success(request, _("C’est noté : arrivées et départs se comptent à partir de maintenant."))
    else:
        projects.come_to_the_desk(by=request.user)
    return redirect("portal:desk")


@requires("portal.open_desk")
def desk_queue(request: SignedInRequest, key: str) -> HttpResponse:
    """One queue from its first line to its last, or what left it."""
    kind = queries.kind_of(key)
    if kind is None:
        raise Http404
    since, gone = last_visit_of(request.user), request.GET.get("voir") == "partis"
    context = {
        "kind": kind,
        "since": since,
        "gone": gone,
        "left": queries.how_many_left(kind, since),
        "page": queries.whole_queue(kind, since, request.GET.get("page"), gone=gone),
    }
    return render(request, "portal/desk_queue.html", context)


@requires("portal.open_desk")
def desk_others(request: HttpRequest) -> HttpResponse:
    """What waits for holders and organisations, and the rarer tasks of the officer."""
    return render(request, "portal/desk_others.html", {"queues": queries.other_queues()})


@requires("portal.open_desk")
def project_list(request: HttpRequest) -> HttpResponse:
    """Every project of the town, with its filters in the address."""
    form = ProjectFilterForm(request.GET)
    filters = form.filters()
    page, facets = queries.project_list(filters, request.GET.get("page"))
    context = {"form": form, "page": page, "facets": facets, "filters": filters}
    return render(request, "portal/project_list.html", context)


@public
def legal(request: HttpRequest) -> HttpResponse:
    """Who publishes this site."""
    return render(request, "portal/legal_notice.html")


@public
def privacy(request: HttpRequest) -> HttpResponse:
    """What happens with personal data."""
    return render(request, "portal/personal_data.html")


@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """The statement that the law of 11 February 2005, article 47, asks for."""
    return render(request, "portal/accessibility.html")


@public
def source_code(request: HttpRequest) -> HttpResponse:
    """Where the software comes from (EUPL 1.2, article 5), and how the data are read by a program."""
    context = {
        "version": __version__,
        "licence": notice(),
        "address": request.build_absolute_uri(reverse("api:list_organisations")),
    }
    return render(request, "portal/source_code.html", context)


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read."""
    lines = ["User-agent: *"]
    lines += [f"Disallow: {prefix}/{name}/" for prefix in ("", "/en") for name in PRIVATE_PLACES]
    lines += ["", f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@public
def opensearch(request: HttpRequest) -> HttpResponse:
    """How a browser adds the search of this site to its own (OpenSearch 1.1)."""
    context = {
        "base": settings.BASE_URL,
        "description": _("Chercher une structure, un projet, une charte ou une aide"),
    }
    media_type = "application/opensearchdescription+xml; charset=utf-8"
    return render(request, "portal/opensearch.xml", context, content_type=media_type)
