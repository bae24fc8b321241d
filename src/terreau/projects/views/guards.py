"""What protects the forms that anybody may post."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MOST_BYTES = 1_000_000

View = Callable[..., HttpResponse]


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
