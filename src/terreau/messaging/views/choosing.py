"""Choosing one's mails: from one's account, or from the link at the foot of a mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from terreau.kernel.access import by_link, signed_in
from terreau.messaging import actions, links, mails, queries
from terreau.messaging.errors import LinkRefused
from terreau.messaging.forms import PreferencesForm
from terreau.messaging.worker.rendering import UNSUBSCRIBE


@signed_in
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The kinds of mail that I may refuse, with a box for each."""
    choices = mails.optional_choices()
    refused = queries.refused_events(request.user)
    wanted = [event for event, _label in choices if event not in refused]
    form = PreferencesForm(request.POST or None, choices=choices, initial={"events": wanted})
    if request.method == "POST" and form.is_valid():
        actions.choose_mails(
            user=request.user,
            wanted=form.cleaned_data["events"],
            among=[event for event, _label in choices],
        )
        messages.success(request, _("Vos choix sont enregistrés."))
        return redirect("messaging:preferences")
    return render(request, "messaging/preferences.html", {"form": form, "choices": choices})


@by_link
@csrf_exempt  # a mail program posts here without a page (RFC 8058); the token is the proof
@require_http_methods(["GET", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the mails of one kind, from the foot of one of them, without signing in."""
    try:
        link = links.follow(token, UNSUBSCRIBE, acting=request.method == "POST")
    except LinkRefused as refusal:
        return render(request, "messaging/link_refused.html", {"refusal": refusal}, status=404)
    message = link.target
    context = {"composer": mails.REGISTRY.get(message.event), "done": request.method == "POST"}
    if request.method == "POST" and message.user:
        actions.refuse_mails(user=message.user, event=message.event)
    return render(request, "messaging/unsubscribe.html", context)
