"""What the imports did, for officers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions, exports
from terreau.directory.forms import RegisterForm
from terreau.directory.models import ImportRun
from terreau.directory.queries import (
    import_runs,
    quality_of_run,
    rejected_by_reason,
    rejected_lines,
    skipped_by_reason,
    uploads_shown,
)
from terreau.directory.views.downloads import download
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages

RUNS = 20
LINES = 50


@requires("directory.view_imports")
def runs(request: SignedInRequest) -> HttpResponse:
    """The imports, last first; a posted file is checked, then tried."""
    form = RegisterForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with rule_messages(request, form):
            upload = actions.receive_register(name=file.name, chunks=file.chunks(), by=request.user)
            if upload.needs_meaning:
                return redirect("directory:import_table", upload.pk)
            messages.success(request, _("Le fichier est reçu : il est essayé sans rien écrire."))
            return redirect("directory:import_register", upload.pk)
    page = Paginator(import_runs(), RUNS).get_page(request.GET.get("page"))
    context = {"page": page, "uploads": uploads_shown(), "form": form}
    return render(request, "directory/imports.html", context)


@requires("directory.view_imports")
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One import and the lines it refused."""
    found = get_for(request.user, "directory.view_imports", ImportRun.objects.all(), pk=number)
    page = Paginator(rejected_lines(found), LINES).get_page(request.GET.get("page"))
    context = {"run": found, "page": page, "reasons": rejected_by_reason(found)}
    context |= {"skipped": skipped_by_reason(found), "quality": quality_of_run(found)}
    return render(request, "directory/import.html", context)


@requires("directory.view_imports")
def rejected(request: HttpRequest, number: int) -> HttpResponseBase:
    """The refused lines as a spreadsheet."""
    found = get_for(request.user, "directory.view_imports", ImportRun.objects.all(), pk=number)
    return download(exports.rejected_csv(found), f"lignes-refusees-{found.pk}.csv")
