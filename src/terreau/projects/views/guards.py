"""What protects the forms that anybody may post, and what follows a reference to where it went."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from terreau.projects.queries import kept_of

MOST_BYTES = 1_000_000

View = Callable[..., Any]


def refuses_huge(view: View) -> View:
    """Answer a post beyond any sensible text with a sentence, before anything of it is read.

    The CSRF check reads the body: it is moved behind the size check, not removed.
    """
    protected = csrf_protect(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        length = request.headers.get("Content-Length", "")
        if length.isdigit() and int(length) > MOST_BYTES:
            return render(request, "projects/too_long.html", status=413)
        return protected(request, *args, **kwargs)

    return csrf_exempt(guarded)


def follows_merges(view: View) -> View:
    """Lead the reference of a file that went into another one to the same page of that one.

    The second page asks for its own permission: nothing is told to somebody who may not read it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, reference: str, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, reference, *args, **kwargs)
        except Http404:
            kept = kept_of(reference) if request.method == "GET" else None
            match = request.resolver_match
            if kept is None or match is None or kept.reference == reference:
                raise
            return redirect(reverse(match.view_name, kwargs=match.kwargs | {"reference": kept.reference}))

    return guarded
