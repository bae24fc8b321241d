"""The papers of a project: what is joined to it, who opened it, and the way to take it all away."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.accounts.rules import is_officer
from terreau.documents import actions as documents
from terreau.documents.enums import Circle
from terreau.documents.queries import files_of
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages
from terreau.projects import exports, queries
from terreau.projects.forms import DocumentForm
from terreau.projects.models import Project
from terreau.projects.views.guards import follows_merges

PAGE = 30


def _project(request: SignedInRequest, permission: str, reference: str) -> Project:
    found = Project.objects.current().select_related("owner", "commune", "referent")
    project = get_for(request.user, permission, found, reference=reference)
    record_access(user=request.user, target=project, purpose=_("Documents du projet"))
    return project


def _circles(request: SignedInRequest) -> tuple[str, ...]:
    return tuple(Circle) if is_officer(request.user) else (Circle.PUBLIC, Circle.EVERYONE)


@requires("projects.view_project", checks_object=True)
@follows_merges
def papers(request: SignedInRequest, reference: str) -> HttpResponse:
    """The documents of a project; whoever may change the project may add one."""
    project = _project(request, "projects.view_project", reference)
    may_add = request.user.has_perm("projects.edit_project", project)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form: Any = DocumentForm(*posted) if may_add else None
    if posted and form is not None and form.is_valid():
        sent = form.cleaned_data["file"]
        with rule_messages(request, form=form):
            documents.keep(
                target=project, name=sent.name, content=sent.read(), by=request.user, circle=Circle.EVERYONE
            )
            messages.success(request, _("Le document est joint au dossier."))
            return redirect("projects:papers", project.reference)
    files = files_of(project, circles=_circles(request))
    return render(request, "projects/papers.html", {"project": project, "form": form, "files": files})


@requires("projects.view_project", checks_object=True)
@follows_merges
@never_cache
def paper(request: SignedInRequest, reference: str, number: int) -> FileResponse:
    """One document, always taken away and never shown by the browser: it may lie about what it is."""
    project = _project(request, "projects.view_project", reference)
    file = get_object_or_404(files_of(project, circles=_circles(request)), pk=number)
    response = FileResponse(
        file.content.open("rb"), as_attachment=True, filename=file.name, content_type=file.media_type
    )
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@requires("projects.read_accesses", checks_object=True)
@follows_merges
def accesses(request: SignedInRequest, reference: str) -> HttpResponse:
    """Who opened the file, when and why: the holder reads it all."""
    project = _project(request, "projects.read_accesses", reference)
    page = Paginator(queries.accesses_to(project), PAGE).get_page(request.GET.get("page"))
    return render(request, "projects/accesses.html", {"project": project, "page": page})


@requires("projects.export_project", checks_object=True)
@follows_merges
@never_cache
def take_away(request: SignedInRequest, reference: str) -> FileResponse:
    """Everything in one ZIP: to read, to keep, to bring to another town."""
    project = _project(request, "projects.export_project", reference)
    name = f"dossier-{project.reference}.zip"
    return FileResponse(exports.take_away(project), as_attachment=True, filename=name)
