"""A project's file: where it is, who has the ball, what next, by when."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from terreau.accompaniment import actions
from terreau.accompaniment.circles import Side
from terreau.accompaniment.forms import TownMessageForm
from terreau.accompaniment.queries import file_of, project_at
from terreau.accompaniment.rules import team_ids
from terreau.accompaniment.views.acting import MESSAGE_SENT
from terreau.accompaniment.views.looking import sides_on_project
from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import allowed_to, requires
from terreau.kernel.http import rule_messages
from terreau.projects.views.guards import follows_merges


@never_cache
@requires("accompaniment.view_file", checks_object=True)
@follows_merges
def file(request: SignedInRequest, reference: str, form: TownMessageForm | None = None) -> HttpResponse:
    """Show the file to its holder, to the town, and to an organisation that was asked."""
    project = allowed_to(request.user, "accompaniment.view_file", project_at(reference))
    record_access(user=request.user, target=project, purpose=_("Dossier et mises en relation"))
    shown = file_of(project, sides_on_project(request.user, project), team_ids(request.user))
    context = {
        "file": shown,
        "project": project,
        "form": form or TownMessageForm(),
        "may_edit": request.user.has_perm("projects.edit_project", project),
        "may_be_alerted": Side.HOLDER in shown.sides
        and request.user.has_perm("accompaniment.alert_on_project", project),
    }
    return render(request, "accompaniment/file.html", context)


@require_POST
@requires("accompaniment.post_to_town", checks_object=True)
def town_message(request: SignedInRequest, reference: str) -> HttpResponse:
    """Write to the town, or from the town to the holder."""
    project = allowed_to(request.user, "accompaniment.post_to_town", project_at(reference))
    form = TownMessageForm(request.POST)
    if form.is_valid():
        with rule_messages(request, form):
            actions.post_to_town(project=project, body=form.cleaned_data["body"], by=request.user)
    if form.errors:
        return file(request, reference, form)
    messages.success(request, str(MESSAGE_SENT))
    return redirect("accompaniment:file", reference)
