"""The mails of a file: which left, to whom, when; and each as it was sent."""

from csp.decorators import csp, csp_update
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from terreau.accompaniment.queries import project_at
from terreau.accompaniment.sent_mails import mails_shown, project_of, with_sides
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import allowed_to, get_for, requires
from terreau.messaging.copies import letter_of
from terreau.messaging.models import Message
from terreau.projects.views.guards import follows_merges

PAGE = 30
PERMISSION = "accompaniment.read_mail"
# Nothing in a mail may run, nor call anywhere.
SEALED_PAGE = {"default-src": ["'none'"], "style-src": ["'unsafe-inline'"], "frame-ancestors": ["'self'"]}


@never_cache
@require_safe
@requires("accompaniment.view_file", checks_object=True)
@follows_merges
def mails(request: SignedInRequest, reference: str) -> HttpResponse:
    """List the mails about a file that the person may read."""
    project = allowed_to(request.user, "accompaniment.view_file", project_at(reference))
    record_access(user=request.user, target=project, purpose=_("Courriels du dossier"))
    page = Paginator(mails_shown(project, request.user), PAGE).get_page(request.GET.get("page"))
    context = {"project": project, "page": page, "mails": with_sides(page, project)}
    return render(request, "accompaniment/mails.html", context)


@never_cache
@require_safe
@csp_update({"frame-src": ["'self'"]})
@requires(PERMISSION, checks_object=True)
def mail(request: SignedInRequest, number: int) -> HttpResponse:
    """Show a mail as it was sent: its text, and its page inside a sealed frame."""
    message = get_for(request.user, PERMISSION, Message.objects.select_related("user"), pk=number)
    project = project_of(message)
    assert project is not None  # noqa: S101 - the permission asks for it
    record_access(user=request.user, target=project, purpose=_("Courriels du dossier"))
    context = {
        "project": project,
        "mail": with_sides([message], project)[0],
        "letter": letter_of(message),
    }
    return render(request, "accompaniment/mail.html", context)


@never_cache
@require_safe
@xframe_options_sameorigin
@csp(SEALED_PAGE)
@requires(PERMISSION, checks_object=True)
def mail_page(request: SignedInRequest, number: int) -> HttpResponse:
    """Give the HTML part of a mail alone."""
    letter = letter_of(get_for(request.user, PERMISSION, Message.objects.all(), pk=number))
    if letter is None:
        raise Http404
    return HttpResponse(letter.html)
