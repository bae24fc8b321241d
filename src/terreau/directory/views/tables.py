"""A table sent from the browser: its first lines, what its columns mean, a rehearsal, then the load."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions
from terreau.directory.forms.mapping import MappingForm, explanations
from terreau.directory.models import ImportUpload
from terreau.directory.queries import proposed_meanings, told
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
    context["report"] = told(report, upload)
    return render(request, "directory/table.html", context)


def _confirmed(request: SignedInRequest, upload: ImportUpload, form: MappingForm) -> HttpResponse:
    actions.confirm_upload(upload=upload, mapping=form.meanings(), by=request.user)
    messages.success(request, _("C’est noté : le fichier se charge tout seul, vous pouvez partir."))
    return redirect("directory:imports")
