"""What the imports did, for officers."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from terreau.directory import exports
from terreau.directory.models import ImportRun
from terreau.directory.queries import import_runs, rejected_by_reason, rejected_lines
from terreau.directory.views.public import download
from terreau.kernel.access import get_for, requires

RUNS = 20
LINES = 50


@requires("directory.view_imports")
def runs(request: HttpRequest) -> HttpResponse:
    """The imports, last first."""
    page = Paginator(import_runs(), RUNS).get_page(request.GET.get("page"))
    return render(request, "directory/imports.html", {"page": page})


@requires("directory.view_imports")
def run(request: HttpRequest, number: int) -> HttpResponse:
    """One import and the lines it refused."""
    found = get_for(request.user, "directory.view_imports", ImportRun.objects.all(), pk=number)
    page = Paginator(rejected_lines(found), LINES).get_page(request.GET.get("page"))
    context = {"run": found, "page": page, "reasons": rejected_by_reason(found)}
    return render(request, "directory/import.html", context)


@requires("directory.view_imports")
def rejected(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The refused lines as a spreadsheet."""
    found = get_for(request.user, "directory.view_imports", ImportRun.objects.all(), pk=number)
    return download(exports.rejected_csv(found), f"lignes-refusees-{found.pk}.csv")
