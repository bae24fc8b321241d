"""Who follows what for the town, how it changes hands, and how two files become one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from terreau.accounts.actions import record_access
from terreau.accounts.models import User
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages
from terreau.projects import actions, queries
from terreau.projects.forms import HandOverForm, MergeForm
from terreau.projects.models import Project
from terreau.projects.views.guards import follows_merges


@requires("projects.hand_over_projects")
def referents(request: HttpRequest) -> HttpResponse:
    """The people who follow projects, and how many."""
    return render(request, "projects/referents.html", {"referents": queries.referents()})


@requires("projects.hand_over_projects")
def referent(request: SignedInRequest, public_id: str) -> HttpResponse:
    """The open projects of one referent; some or all go to somebody else, with a word."""
    someone = get_object_or_404(User, public_id=public_id)
    form = HandOverForm(request.POST or None, referent=someone)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form=form):
            given = actions.hand_over(referent=someone, by=request.user, **form.cleaned_data)
            number, name = len(given), form.cleaned_data["to"].full_name
            done = ngettext(
                "%(n)s projet confié à %(name)s ; son porteur est prévenu.",
                "%(n)s projets confiés à %(name)s ; leurs porteurs sont prévenus.",
                number,
            )
            messages.success(request, done % {"n": number, "name": name})
            return redirect("projects:referent", public_id)
    context = {"referent": someone, "form": form, "projects": queries.followed_by(someone)}
    return render(request, "projects/referent.html", context)


@requires("projects.triage_project", checks_object=True)
@follows_merges
def merge(request: SignedInRequest, reference: str, other: str) -> HttpResponse:
    """Two files side by side; one button makes them one."""
    found = Project.objects.current().select_related("owner", "commune", "referent")
    pair = [
        get_for(request.user, "projects.triage_project", found, reference=name) for name in (reference, other)
    ]
    for project in pair:
        record_access(user=request.user, target=project, purpose=_("Comparaison de deux dossiers"))
    form = MergeForm(request.POST or None, pair=pair)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form=form):
            kept = actions.merge(by=request.user, **form.choice())
            messages.success(request, _("Les deux dossiers n’en font plus qu’un. Rien n’est perdu."))
            return redirect("projects:triage", kept.reference)
    files = [{"project": project, "needs": queries.open_needs_of(project)} for project in pair]
    return render(request, "projects/merge.html", {"files": files, "form": form, "first": pair[0]})
