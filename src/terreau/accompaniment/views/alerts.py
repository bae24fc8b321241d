"""Alerts: mine, and what the links of their mails do."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from terreau.accompaniment import actions
from terreau.accompaniment.enums import LinkPurpose
from terreau.accompaniment.mails.alerts import wish
from terreau.accompaniment.models import Alert
from terreau.accompaniment.queries import alerts_of
from terreau.accompaniment.views.links import opened_for
from terreau.accounts.requests import SignedInRequest
from terreau.directory.models import Offer
from terreau.kernel.access import allowed_to, signed_in
from terreau.kernel.actors import Actor
from terreau.kernel.http import rule_messages, safe_next_url
from terreau.messaging.models import CapabilityLink
from terreau.projects.models import Need


@never_cache
@signed_in
def alerts(request: SignedInRequest) -> HttpResponse:
    """What I asked to be told of; ask for one more, or stop one."""
    if request.method == "POST":
        with rule_messages(request):
            messages.success(request, _act(request))
        return redirect(safe_next_url(request, request.path))
    mine = [{"alert": alert, "wish": wish(alert)} for alert in alerts_of(request.user)]
    return render(request, "accompaniment/alerts.html", {"alerts": mine})


def _act(request: SignedInRequest) -> str:
    """Do what the button says; return the sentence of the page."""
    if "stop" in request.POST:
        found = get_object_or_404(Alert, user=request.user, pk=_number(request, "stop"))
        actions.end_alert(alert=found, by=request.user)
        return _("C’est arrêté : vous ne recevrez plus cette alerte.")
    if "need" in request.POST:
        need = get_object_or_404(Need.objects.select_related("project"), pk=_number(request, "need"))
        allowed_to(request.user, "accompaniment.alert_on_project", need.project)
        alert = actions.ask_alert_on_need(need=need, by=request.user)
    else:
        offer = Offer.objects.select_related("team").filter(pk=_number(request, "offer")).first()
        offer = allowed_to(request.user, "accompaniment.alert_on_offer", offer)
        address = request.POST.get("address", "")
        alert = actions.ask_alert_on_offer(offer=offer, address=address, by=request.user)
    if alert.is_active:
        return _("Vous aviez déjà cette alerte.")
    return _("Un courriel part à %(address)s : ouvrez-le pour confirmer.") % {"address": alert.address}


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else 0


@never_cache
@opened_for(LinkPurpose.ALERT_CONFIRM)
def alert_confirm(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Confirm an alert from the mail that asked for it."""
    return _by_link(request, link, "accompaniment/alert_confirm.html", actions.confirm_alert)


@csrf_exempt  # a mail program posts here without a page (RFC 8058); the token is the proof
@require_http_methods(["GET", "POST"])
@never_cache
@opened_for(LinkPurpose.ALERT_END)
def alert_end(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Stop an alert from the foot of one of its mails, without signing in."""
    return _by_link(request, link, "accompaniment/alert_end.html", actions.end_alert)


def _by_link(
    request: HttpRequest, link: CapabilityLink, page: str, verb: Callable[..., Alert]
) -> HttpResponse:
    alert: Any = link.target
    done = False
    if request.method == "POST":
        with rule_messages(request):
            verb(alert=alert, by=Actor.by_link(alert.address, str(link.pk)))
            done = True
    return render(request, page, {"alert": alert, "wish": wish(alert), "done": done})
