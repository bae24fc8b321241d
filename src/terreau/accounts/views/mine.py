"""« Mon compte » : what the house knows of me, and what I can do about it."""

from django.contrib import messages
from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terreau.accounts import actions, erasure, exports, queries, sessions
from terreau.accounts.forms import EraseForm, ProfileForm
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import public, signed_in
from terreau.kernel.http import rule_messages

PAGE = 20


@signed_in
def overview(request: SignedInRequest) -> HttpResponse:
    """Who I am, my language, and the way to the rest."""
    form = ProfileForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        user = actions.update_profile(user=request.user, by=request.user, **form.cleaned_data)
        messages.success(request, _("C’est enregistré."))
        with override(user.language):
            return redirect("accounts:overview")
    return render(request, "accounts/overview.html", {"form": form})


@signed_in
def consents(request: SignedInRequest) -> HttpResponse:
    """What I agreed to, word for word."""
    page = Paginator(queries.consents_of(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/consents.html", {"page": page})


@signed_in
@require_POST
def withdraw_consent(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take one consent back."""
    consent = get_object_or_404(queries.consents_of(request.user), pk=pk)
    with rule_messages(request):
        actions.withdraw_consent(consent=consent, by=request.user)
        messages.success(request, _("Votre consentement est retiré."))
    return redirect("accounts:consents")


@signed_in
def accesses(request: SignedInRequest) -> HttpResponse:
    """Who looked at my files, when and why."""
    page = Paginator(queries.accesses_to(request.user), PAGE).get_page(request.GET.get("page"))
    return render(request, "accounts/accesses.html", {"page": page})


@signed_in
@require_POST
def close_sessions(request: SignedInRequest) -> HttpResponse:
    """Close my sessions on other devices."""
    closed = sessions.close_others(request.user, keep=request.session.session_key)
    if closed:
        messages.success(request, _("Vos autres sessions sont fermées."))
    else:
        messages.info(request, _("Vous n’aviez pas d’autre session ouverte."))
    return redirect("accounts:overview")


@signed_in
def data(request: HttpRequest) -> HttpResponse:
    """What I can take away, and how to leave."""
    return render(request, "accounts/data.html")


@signed_in
@never_cache
def download(request: SignedInRequest) -> HttpResponse:
    """All that is held about me, as a zip."""
    response = HttpResponse(exports.my_data(request.user), content_type="application/zip")
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.zip"'
    return response


@signed_in
def erase(request: SignedInRequest) -> HttpResponse:
    """Erase my account, after typing its address again."""
    form = EraseForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.erase_account(user=request.user, by=request.user)
            logout(request)
            return redirect("accounts:erased")
    reasons = erasure.reasons_against(request.user)
    return render(request, "accounts/erase.html", {"form": form, "reasons": reasons})


@public
def erased(request: HttpRequest) -> HttpResponse:
    """The account is gone: what stays, and why."""
    return render(request, "accounts/erased.html")
