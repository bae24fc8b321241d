"""The pages of the resources."""

from pathlib import Path

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.static import serve

from terreau.accounts.requests import SignedInRequest
from terreau.kernel import clock
from terreau.kernel.access import get_for, public, requires
from terreau.kernel.http import data_block, rule_messages
from terreau.knowledge import actions, exports, queries
from terreau.knowledge.enums import ArticleKind
from terreau.knowledge.filters import filters_of
from terreau.knowledge.models import ArticlePage

PAGE = 30


@public
def index(request: HttpRequest) -> HttpResponse:
    """The list of the articles, by theme and kind."""
    filters = filters_of(request)
    context = {
        "index": queries.resource_index(),
        "page": Paginator(queries.articles(filters), PAGE).get_page(request.GET.get("page")),
        "filters": filters,
        "facets": queries.facets(filters),
        "breadcrumbs": [{"label": _("Ressources"), "url": ""}],
    }
    return render(request, "knowledge/index.html", context)


@public
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article; in another language than its own, the page says so."""
    page = queries.article(slug)
    if page is None:
        raise Http404
    if page.kind == ArticleKind.GLOSSARY:
        return redirect("knowledge:glossary")
    context = {
        "page": page,
        "json_ld": data_block(exports.json_ld(page, request.build_absolute_uri(request.path))),
        "breadcrumbs": _path_to(page.title),
    }
    return render(request, "knowledge/article.html", context)


@public
def glossary(request: HttpRequest) -> HttpResponse:
    """The words of the social and solidarity economy, explained."""
    context = {
        "page": queries.glossary_page(),
        "letters": queries.glossary(),
        "breadcrumbs": _path_to(_("Lexique")),
    }
    return render(request, "knowledge/glossary.html", context)


@public
def feed(request: HttpRequest) -> HttpResponse:
    """The feed of the news."""
    return exports.NewsFeed()(request)


@requires("knowledge.review_article")
def reviews(request: HttpRequest) -> HttpResponse:
    """The pages to read again, the most late first."""
    context = {"reviews": queries.reviews(clock.today()), "breadcrumbs": _path_to(_("À relire"))}
    return render(request, "knowledge/reviews.html", context)


@require_POST
@requires("knowledge.review_article")
def review(request: SignedInRequest, slug: str) -> HttpResponse:
    """Note that an article was read today."""
    page = get_for(request.user, "knowledge.review_article", ArticlePage.objects.live(), slug=slug)
    with rule_messages(request):
        actions.review(page=page, by=request.user)
    return redirect("knowledge:reviews")


@public
def image(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """A picture of an article: only the sizes that the CMS made, never the file as it was sent."""
    return serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / "images"))


def _path_to(label: str) -> list[dict[str, str]]:
    return [{"label": _("Ressources"), "url": reverse("knowledge:index")}, {"label": label, "url": ""}]
