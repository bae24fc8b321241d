"""Choosing one's mails: from one's account, or from the link at the foot of a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import signed_in
from terreau.kernel.http import rule_messages
from terreau.messaging import actions, mails, queries
from terreau.messaging.forms import OrganisationsForm, PreferencesForm
from terreau.messaging.models import CapabilityLink
from terreau.messaging.opening import opened_for
from terreau.messaging.worker.rendering import UNSUBSCRIBE


@signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: SignedInRequest) -> HttpResponse:
    """How I want each kind of mail, and those about each of my organisations."""
    data, chosen = request.POST or None, queries.choices_of(request.user)
    organisations = queries.organisations_of(request.user)
    kinds = PreferencesForm(data, composers=mails.open_to_choice(), chosen=chosen)
    theirs = OrganisationsForm(data, organisations=organisations, chosen=chosen, prefix="organisation")
    if request.method == "POST" and kinds.is_valid() and theirs.is_valid():
        with rule_messages(request, kinds):
            actions.choose_mails(user=request.user, chosen=kinds.cleaned_data)
            actions.choose_for_organisations(user=request.user, chosen=theirs.cleaned_data)
            messages.success(request, _("Vos choix sont enregistrés."))
            return redirect("messaging:preferences")
    context = {"kinds": kinds, "organisations": theirs}
    return render(request, "messaging/preferences.html", context)


@csrf_exempt  # a mail program posts here without a page (RFC 8058); the token is the proof
@require_http_methods(["GET", "POST"])
@opened_for(UNSUBSCRIBE, refused="messaging/link_refused.html")
def unsubscribe(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Stop the mails of one kind, from the foot of one of them, without signing in."""
    message = link.target
    context = {"composer": mails.REGISTRY.get(message.event), "done": request.method == "POST"}
    if request.method == "POST" and message.user:
        actions.refuse_mails(user=message.user, event=message.event)
    return render(request, "messaging/unsubscribe.html", context)
