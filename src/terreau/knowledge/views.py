"""The pages of the resources."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.static import serve

from terreau.kernel.access import public
from terreau.knowledge import queries


@public
def index(request: HttpRequest) -> HttpResponse:
    """The list of the articles, of one subject when asked."""
    tag = request.GET.get("sujet", "")[:80]
    articles = list(queries.articles(tag))
    context = {
        "page": queries.resource_index(),
        "articles": articles,
        "tag": tag,
        "breadcrumbs": [{"label": _("Ressources"), "url": ""}],
    }
    return render(request, "knowledge/index.html", context)


@public
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """An article; in another language than its own, the page says so."""
    page = queries.article(slug)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "is_foreign": page.language != get_language(),
        "breadcrumbs": [
            {"label": _("Ressources"), "url": reverse("knowledge:index")},
            {"label": page.title, "url": ""},
        ],
    }
    return render(request, "knowledge/article.html", context)


@public
def image(request: HttpRequest, path: str) -> HttpResponse | FileResponse:
    """A picture of an article: only the sizes that the CMS made, never the file as it was sent."""
    return serve(request, path, document_root=str(Path(settings.MEDIA_ROOT) / "images"))
