"""The officer's page: what people outside said of the directory, and what to do with it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions
from terreau.directory.forms import OrganisationForm
from terreau.directory.forms.moderation import AnswerForm, AttachForm
from terreau.directory.models import Claim, ErrorReport, Organisation, Suggestion
from terreau.directory.queries.moderation import (
    look_alikes,
    waiting_claims,
    waiting_reports,
    waiting_suggestions,
)
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages

SHOWN = 50
MINE = {"summary", "name", "phone", "email", "website", "address"}


@requires("directory.moderate")
def queues(request: SignedInRequest) -> HttpResponse:
    """The three queues, the oldest first."""
    context = {
        "claims": waiting_claims()[:SHOWN],
        "reports": waiting_reports()[:SHOWN],
        "suggestions": waiting_suggestions()[:SHOWN],
        "counts": {
            "claims": waiting_claims().count(),
            "reports": waiting_reports().count(),
            "suggestions": waiting_suggestions().count(),
        },
    }
    return render(request, "directory/moderation.html", context)


@requires("directory.moderate")
def claim(request: SignedInRequest, number: int) -> HttpResponse:
    """Give a sheet to a person, or say why not."""
    found = get_object_or_404(Claim.objects.select_related("organisation", "user", "decided_by"), pk=number)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            if request.POST.get("accept"):
                actions.accept_claim(claim=found, by=request.user)
            else:
                actions.refuse_claim(claim=found, by=request.user, **form.cleaned_data)
            return _answered(request)
    return render(request, "directory/moderation_claim.html", {"claim": found, "form": form})


def _answered(request: SignedInRequest) -> HttpResponse:
    messages.success(request, _("C’est fait, et la personne est prévenue si elle a laissé une adresse."))
    return redirect("directory:moderation")


@requires("directory.moderate")
def report(request: SignedInRequest, number: int) -> HttpResponse:
    """Correct the sheet with what was said already typed, or say why not."""
    found = get_object_or_404(ErrorReport.objects.select_related("organisation__commune"), pk=number)
    edit = _edit_form(request, found)
    answer = AnswerForm(request.POST or None)
    if request.method == "POST" and answer.is_valid():
        with rule_messages(request, edit if request.POST.get("apply") else answer):
            if request.POST.get("refuse"):
                actions.refuse_report(report=found, by=request.user, **answer.cleaned_data)
                return _answered(request)
            if edit.is_valid():
                facts = edit.cleaned_data | answer.cleaned_data
                actions.apply_report(report=found, by=request.user, **facts)
                return _answered(request)
    context = {"report": found, "edit": edit, "form": answer}
    return render(request, "directory/moderation_report.html", context)


def _edit_form(request: SignedInRequest, report: ErrorReport) -> OrganisationForm:
    """The form of the sheet, with what the person says it should read already typed."""
    typed = {report.about: report.proposed} if report.about in MINE and report.proposed else {}
    organisation: Organisation = report.organisation
    data = request.POST if request.POST.get("apply") else None
    return OrganisationForm(data, instance=organisation, initial=typed, keeps_the_directory=True)


@requires("directory.moderate")
def suggestion(request: SignedInRequest, number: int) -> HttpResponse:
    """Publish a proposed organisation, attach it to a sheet, or say why not."""
    found = get_object_or_404(Suggestion.objects.select_related("commune", "organisation"), pk=number)
    answer = AnswerForm(request.POST or None)
    attach = AttachForm(request.POST if request.POST.get("attach") else None)
    if request.method == "POST" and answer.is_valid():
        with rule_messages(request, attach if request.POST.get("attach") else answer):
            if _decide(request, found, answer, attach):
                return _answered(request)
    alike = look_alikes(name=found.name, siren=found.siren, commune=found.commune)
    context = {"suggestion": found, "form": answer, "attach": attach, "alike": alike}
    return render(request, "directory/moderation_suggestion.html", context)


def _decide(request: SignedInRequest, found: Suggestion, answer: AnswerForm, attach: AttachForm) -> bool:
    author: dict[str, Any] = {"suggestion": found, "by": request.user}
    if request.POST.get("publish"):
        actions.publish_suggestion(**author)
    elif request.POST.get("attach"):
        if not attach.is_valid():
            return False
        actions.attach_suggestion(organisation=attach.cleaned_data["organisation"], **author)
    else:
        actions.refuse_suggestion(**author, **answer.cleaned_data)
    return True
