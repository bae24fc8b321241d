"""A file sent from the browser: what its columns mean, what loading it would do, then the load."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions, exports
from terreau.directory.forms.mapping import MappingForm, explanations
from terreau.directory.models import ImportUpload
from terreau.directory.queries import proposed_meanings, told, told_of_register
from terreau.directory.views.downloads import download
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages


@requires("directory.view_imports")
def table(request: SignedInRequest, number: int) -> HttpResponse:
    """Say what the columns of a table mean; a POST rehearses, confirms or gives up."""
    upload = get_for(request.user, "directory.view_imports", ImportUpload.objects.all(), pk=number)
    if not upload.needs_meaning:
        return redirect("directory:imports")
    form = MappingForm(request.POST or None, columns=upload.columns, meanings=proposed_meanings(upload))
    report, verb = None, request.POST.get("verb")
    with rule_messages(request, form):
        if verb == "drop":
            actions.drop_upload(upload=upload, by=request.user)
            return redirect("directory:imports")
        if verb == "confirm" and form.is_valid():
            return _confirmed(request, upload, form)
        if verb == "rehearse" and form.is_valid():
            report = actions.rehearse_upload(upload=upload, mapping=form.meanings(), by=request.user)
    context = {"upload": upload, "form": form, "explanations": explanations()}
    context |= {"report": told(report, upload), "download": ""}
    return render(request, "directory/table.html", context)


@requires("directory.view_imports")
def register(request: SignedInRequest, number: int) -> HttpResponse:
    """What loading a register would do, as the worker tried it; a POST loads it or gives it up."""
    upload = get_for(request.user, "directory.view_imports", ImportUpload.objects.all(), pk=number)
    if not upload.needs_agreement:
        return redirect("directory:imports")
    with rule_messages(request):
        if request.POST.get("verb") == "drop":
            actions.drop_upload(upload=upload, by=request.user)
            return redirect("directory:imports")
        if request.POST.get("verb") == "confirm":
            actions.agree_to_register(upload=upload, by=request.user)
            messages.success(request, _("C’est noté : le fichier se charge tout seul, vous pouvez partir."))
            return redirect("directory:imports")
    context = {"upload": upload, "report": told_of_register(upload)}
    context["download"] = reverse("directory:import_register_csv", args=[number]) if upload.refused else ""
    return render(request, "directory/register.html", context)


@requires("directory.view_imports")
def refused(request: SignedInRequest, number: int) -> HttpResponseBase:
    """The lines that the trial of a register refused, as a spreadsheet."""
    upload = get_for(request.user, "directory.view_imports", ImportUpload.objects.all(), pk=number)
    return download(exports.trial_csv(upload), f"lignes-refusees-essai-{upload.pk}.csv")


def _confirmed(request: SignedInRequest, upload: ImportUpload, form: MappingForm) -> HttpResponse:
    actions.confirm_upload(upload=upload, mapping=form.meanings(), by=request.user)
    messages.success(request, _("C’est noté : le fichier se charge tout seul, vous pouvez partir."))
    return redirect("directory:imports")
