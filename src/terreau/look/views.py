"""The gallery, and what is shown when something went wrong."""

import errno
import sys
from smtplib import SMTPException

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from terreau.kernel.access import public
from terreau.look import gallery


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """Show every component in every state."""
    return render(request, "look/styleguide/index.html", gallery.context(request.GET.get("page")))


@public
def styleguide_page(request: HttpRequest, name: str) -> HttpResponse:
    """Show a whole page made of components."""
    if name not in gallery.PAGES:
        raise Http404
    return render(request, gallery.PAGES[name], gallery.context(request.GET.get("page")))


@public
def styleguide_form(request: HttpRequest) -> HttpResponse:
    """Show a form as it comes, or refused (`?refused=1`)."""
    return render(
        request, "look/styleguide/form.html", gallery.form_context(refused="refused" in request.GET)
    )


@public
def styleguide_error(request: HttpRequest, code: int) -> HttpResponse:
    """Show an error page without the error."""
    if code not in gallery.ERROR_CODES:
        raise Http404
    return render(request, f"look/errors/{code}.html")


@public
def styleguide_mail(request: HttpRequest) -> HttpResponse:
    """Show the HTML part of a sample mail, alone in its page, or its text part (`?text=1`)."""
    if "text" in request.GET:
        text = render_to_string("look/mail/mail.txt", gallery.mail_context())
        return HttpResponse(text, content_type="text/plain; charset=utf-8")
    response = render(request, "look/mail/mail.html", gallery.mail_context())
    # A mail carries its own style: the policy names this one style sheet by its fingerprint.
    response._csp_update = {"style-src": [gallery.style_fingerprint(response.content.decode())]}  # type: ignore[attr-defined]  # noqa: SLF001
    return response


def error_400(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request cannot be understood, or is larger than anything we read."""
    if isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent):
        return HttpResponse(render_to_string("look/errors/413.html"), status=413)
    return render(request, "look/errors/400.html", status=400)


def error_403(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page is not for this person."""
    return render(request, "look/errors/403.html", status=403)


def error_csrf(request: HttpRequest, **_facts: object) -> HttpResponse:
    """The form was too old, or came from elsewhere: nothing was written."""
    return render(request, "look/errors/csrf.html", status=403)


def error_404(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is no such page."""
    return render(request, "look/errors/404.html", status=404)


def error_429(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Too many attempts in a short time."""
    return render(request, "look/errors/429.html", status=429)


def error_500(request: HttpRequest) -> HttpResponse:
    """We broke something. No context processor here: the page needs no database."""
    if is_passing(sys.exc_info()[1]):
        return error_503(request)
    return HttpResponse(render_to_string("look/errors/500.html"), status=500)


def is_passing(error: BaseException | None) -> bool:
    """Say whether an error passes by itself: database or mail server busy or away, disk full."""
    if isinstance(error, OperationalError | InterfaceError | SMTPException | ConnectionError | TimeoutError):
        return True
    return isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def error_503(_request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The site is being repaired. No context processor here: the page needs no database."""
    response = HttpResponse(render_to_string("look/errors/503.html"), status=503)
    response["Retry-After"] = "120"
    return response
