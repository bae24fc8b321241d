"""Mails that came in and could not be posted, for the people of the town."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages
from terreau.messaging import actions
from terreau.messaging.inbound import reading
from terreau.messaging.inbound.sealed import unseal
from terreau.messaging.models import InboundMail
from terreau.messaging.queries import mails_for_the_town

PAGE = 30
PERMISSION = "messaging.read_inbound_mail"


@never_cache
@require_safe
@requires(PERMISSION)
def inbound_mails(request: HttpRequest) -> HttpResponse:
    """What waits for somebody of the town, oldest first."""
    page = Paginator(mails_for_the_town(), PAGE).get_page(request.GET.get("page"))
    return render(request, "messaging/inbound_mails.html", {"page": page})


@never_cache
@require_safe
@requires(PERMISSION)
def inbound_mail(request: SignedInRequest, pk: int) -> HttpResponse:
    """One mail: why it was not posted, and what it says."""
    mail = get_for(request.user, PERMISSION, InboundMail.objects.all(), pk=pk)
    incoming = reading.read(unseal(mail.raw))
    return render(request, "messaging/inbound_mail.html", {"mail": mail, "incoming": incoming})


@never_cache
@require_safe
@requires(PERMISSION)
def raw_mail(request: SignedInRequest, pk: int) -> HttpResponse:
    """The whole message, as it came."""
    mail = get_for(request.user, PERMISSION, InboundMail.objects.all(), pk=pk)
    response = HttpResponse(unseal(mail.raw), content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="courrier-{mail.pk}.eml"'
    return response


@require_POST
@requires(PERMISSION)
def handle_mail(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that it was dealt with."""
    mail = get_for(request.user, PERMISSION, InboundMail.objects.all(), pk=pk)
    with rule_messages(request):
        actions.take_in_hand(mail=mail, by=request.user)
        messages.success(request, _("C’est noté : ce courrier est traité."))
    return redirect("messaging:inbound_mails")
