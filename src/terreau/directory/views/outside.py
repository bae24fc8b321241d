"""What everybody may say of the sheets: an error, a missing organisation, “this one is mine”."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.accounts.requests import SignedInRequest
from terreau.accounts.throttle import client_address
from terreau.directory import actions
from terreau.directory.actions.claims import CLAIM_LINK
from terreau.directory.forms.moderation import ClaimForm, ReportForm, SuggestionForm
from terreau.directory.models import Organisation
from terreau.directory.queries.moderation import claim_of, domain_of, look_alikes
from terreau.kernel.access import get_for, public, signed_in
from terreau.kernel.actors import Actor
from terreau.kernel.http import rule_messages
from terreau.messaging.models import CapabilityLink
from terreau.messaging.opening import opened_for


def _published(request: HttpRequest, slug: str) -> Organisation:
    rows = Organisation.objects.published().select_related("commune")
    return get_for(request.user, "directory.view_organisation", rows, slug=slug)


def _author(request: HttpRequest) -> Any:
    return request.user if request.user.is_authenticated else None


@public
def report(request: HttpRequest, slug: str) -> HttpResponse:
    """Say that something is wrong on a sheet, without an account."""
    organisation = _published(request, slug)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.count_submission(kind="report", address=client_address(request))
            facts = form.cleaned_data | {"language": get_language(), "by": _author(request)}
            actions.report_error(organisation=organisation, **facts)
            context = {"organisation": organisation, "email": form.cleaned_data["email"]}
            return render(request, "directory/report_sent.html", context)
    return render(request, "directory/report.html", {"form": form, "organisation": organisation})


@public
def suggest(request: HttpRequest) -> HttpResponse:
    """Propose an organisation that the directory lacks; look-alikes are shown before it leaves."""
    form = SuggestionForm(request.POST or None)
    alike: list[Organisation] = []
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        about = {name: facts[name] for name in ("name", "siren", "commune")}
        alike = [] if facts.pop("is_new") else look_alikes(**about)
        with rule_messages(request, form):
            if not alike:
                actions.count_submission(kind="suggestion", address=client_address(request))
                actions.suggest_organisation(**facts, language=get_language(), by=_author(request))
                return render(request, "directory/suggestion_sent.html", facts)
    return render(request, "directory/suggest.html", {"form": form, "alike": alike})


@signed_in
def claim(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to keep a sheet, and see what became of it."""
    organisation = _published(request, slug)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.send_claim(organisation=organisation, by=request.user, **form.cleaned_data)
            messages.success(request, _("Votre demande est entre les mains de la ville."))
            return redirect("directory:claim", slug)
    context = {
        "form": form,
        "organisation": organisation,
        "claim": claim_of(request.user, organisation),
        "domain": domain_of(organisation),
    }
    return render(request, "directory/claim.html", context)


@require_POST
@signed_in
def withdraw_claim(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take one's own request back."""
    found = claim_of(request.user, _published(request, slug))
    with rule_messages(request):
        if found is not None:
            actions.withdraw_claim(claim=found, by=request.user)
            messages.success(request, _("Votre demande est retirée."))
    return redirect("directory:claim", slug)


@opened_for(CLAIM_LINK, refused="directory/link_refused.html")
def prove(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Prove that one reads the mail of the organisation."""
    found = link.target
    if request.method == "POST":
        with rule_messages(request):
            actions.prove_claim(claim=found, by=Actor.by_link(link.email))
    return render(request, "directory/claim_proof.html", {"claim": found})
