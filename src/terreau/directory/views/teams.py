"""The teams of an organisation: their name and inbox, their people, the days they are away."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions
from terreau.directory.forms import AbsenceForm, InviteForm, TeamForm
from terreau.directory.models import Team, TeamAbsence, TeamMember
from terreau.directory.views.workspace import organisation_for
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages


@require_POST
@requires("directory.manage_team", checks_object=True)
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Open a team."""
    organisation = organisation_for(request, "directory.manage_team", slug)
    form = TeamForm(request.POST)
    if form.is_valid():
        with rule_messages(request):
            actions.create_team(organisation=organisation, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’équipe est ouverte : ajoutez-y des personnes."))
    else:
        messages.error(request, _("Donnez un nom à l’équipe et une adresse électronique valable."))
    return redirect("directory:workspace", slug)


@require_POST
@requires("directory.manage_team", checks_object=True)
def invite(request: SignedInRequest, slug: str, team: str) -> HttpResponse:
    """Put a person in a team."""
    found = _team(request, slug, team)
    form = InviteForm(request.POST)
    if form.is_valid():
        with rule_messages(request):
            member = actions.invite_member(team=found, by=request.user, **form.cleaned_data)
            messages.success(
                request, _("%(name)s fait partie de l’équipe.") % {"name": member.user.full_name}
            )
    else:
        messages.error(request, _("Cette adresse électronique n’est pas valable : vérifiez-la."))
    return redirect("directory:workspace", slug)


@require_POST
@requires("directory.manage_team", checks_object=True)
def remove(request: SignedInRequest, slug: str, member: int) -> HttpResponse:
    """Take a person out of a team."""
    organisation = organisation_for(request, "directory.manage_team", slug)
    people = TeamMember.objects.present().select_related("team", "user")
    found = people.filter(pk=member, team__organisation=organisation).first()
    with rule_messages(request):
        if found is not None:
            actions.remove_member(member=found, by=request.user)
    return redirect("directory:workspace", slug)


def _team(request: HttpRequest, slug: str, team: str) -> Team:
    rows = Team.objects.select_related("organisation")
    return get_for(request.user, "directory.manage_team", rows, organisation__slug=slug, slug=team)


@requires("directory.manage_team", checks_object=True)
def edit(request: SignedInRequest, slug: str, team: str) -> HttpResponse:
    """Rename a team, or change its inbox."""
    found = _team(request, slug, team)
    form = TeamForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.update_team(team=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’équipe est à jour."))
            return redirect("directory:workspace", slug)
    context = {"form": form, "team": found, "organisation": found.organisation}
    return render(request, "directory/team_form.html", context)


@requires("directory.manage_team", checks_object=True)
def add_absence(request: SignedInRequest, slug: str, team: str) -> HttpResponse:
    """Announce days on which a team takes no new request."""
    found = _team(request, slug, team)
    form = AbsenceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.add_absence(team=found, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’absence est notée : les nouvelles demandes iront ailleurs."))
            return redirect("directory:workspace", slug)
    context = {"form": form, "team": found, "organisation": found.organisation}
    return render(request, "directory/absence_form.html", context)


@require_POST
@requires("directory.manage_team", checks_object=True)
def remove_absence(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Take an absence back."""
    organisation = organisation_for(request, "directory.manage_team", slug)
    found = TeamAbsence.objects.select_related("team").filter(pk=number, team__organisation=organisation)
    absence = found.first()
    with rule_messages(request):
        if absence is not None:
            actions.remove_absence(absence=absence, by=request.user)
            messages.success(request, _("L’absence est retirée."))
    return redirect("directory:workspace", slug)
