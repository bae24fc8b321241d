"""Lists to take away, and the feed of new actors."""

from typing import Any

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.utils.translation import gettext as _

from terreau.directory import exports
from terreau.directory.filters import filters_of, querystring_of
from terreau.directory.queries import found_count
from terreau.kernel.access import public


@public
def organisations(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The filtered list in one of the formats."""
    wanted = exports.FORMATS.get(extension)
    if wanted is None:
        raise Http404
    filters = filters_of(request)
    if wanted.most and not wanted.holds(found_count(filters)):
        return _too_long(wanted)
    return download(exports.written(wanted, filters), f"annuaire.{extension}", wanted.media_type)


@public
def inclusion(request: HttpRequest, what: str, extension: str) -> HttpResponseBase:
    """Structures or services, as data·inclusion writes them; the structures as the list is filtered."""
    if what not in exports.INCLUSION or extension not in exports.INCLUSION_FORMATS:
        raise Http404
    write, media_type = exports.INCLUSION_FORMATS[extension]
    rows = exports.INCLUSION[what](filters_of(request))
    return download(write(rows), f"data-inclusion-{what}.{extension}", media_type)


def _too_long(wanted: exports.Format) -> HttpResponse:
    sentence = _(
        "Cette liste dépasse %(most)d lignes, la limite de ce format. Choisissez le CSV, "
        "ou ajoutez un filtre."
    ) % {"most": wanted.most}
    return HttpResponse(sentence, status=413, content_type="text/plain; charset=utf-8")


def download(content: Any, name: str, media_type: str = "text/csv; charset=utf-8") -> HttpResponseBase:
    """Return an answer that leaves bit by bit, and that the browser saves."""
    if hasattr(content, "read"):
        return FileResponse(content, as_attachment=True, filename=name, content_type=media_type)
    response = StreamingHttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@public
def new_actors(request: HttpRequest) -> HttpResponse:
    """The feed of the actors that came last."""
    filters = filters_of(request)
    return exports.NewActorsFeed(filters, querystring_of(filters))(request)
