"""The workspace of an organisation: its sheet, its teams, its visibility."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions
from terreau.directory.forms import (
    ContactForm,
    InviteForm,
    MembershipForm,
    NetworkForm,
    OrganisationForm,
    TeamForm,
)
from terreau.directory.models import Organisation
from terreau.directory.queries import (
    memberships_kept_by,
    missing_to_publish,
    offers_of,
    people_kept_by,
    team_with_members,
)
from terreau.directory.rules import keeps_the_directory
from terreau.kernel.access import get_for, requires
from terreau.kernel.http import rule_messages


def organisation_for(request: HttpRequest, permission: str, slug: str) -> Organisation:
    """The organisation, when the person may."""
    return get_for(request.user, permission, Organisation.objects.select_related("commune"), slug=slug)


@requires("directory.edit_organisation", checks_object=True)
def workspace(request: HttpRequest, slug: str) -> HttpResponse:
    """What a team can do for its organisation, and what waits for it."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    offers = [
        {"offer": offer, "missing": missing_to_publish(offer) if offer.state == "draft" else []}
        for offer in offers_of(organisation)
    ]
    context = {
        "organisation": organisation,
        "teams": team_with_members(organisation),
        "offers": offers,
        "invite_form": InviteForm(),
        "team_form": TeamForm(),
        "can_publish": request.user.has_perm("directory.publish_organisation", organisation),
    } | _around(organisation)
    return render(request, "directory/workspace.html", context)


def _around(organisation: Organisation) -> dict[str, Any]:
    """What the sheet tells besides its own fields: places, people, networks."""
    network = getattr(organisation, "network", None)
    return {
        "places": organisation.places.select_related("commune"),
        "people": people_kept_by(organisation),
        "contact_form": ContactForm(),
        "memberships": memberships_kept_by(organisation),
        "membership_form": MembershipForm(organisation=organisation),
        "network_form": NetworkForm(initial={"kind": network.kind if network else ""}),
    }


@requires("directory.add_organisation")
def add(request: SignedInRequest) -> HttpResponse:
    """Add an organisation to the directory."""
    form = OrganisationForm(request.POST or None, keeps_the_directory=True)
    if request.method == "POST" and form.is_valid():
        facts = {name: value for name, value in form.cleaned_data.items() if name != "read_at"}
        with rule_messages(request, form):
            organisation = actions.create_organisation(by=request.user, **facts)
            messages.success(request, _("La fiche est dans l’annuaire."))
            return redirect("directory:workspace", organisation.slug)
    return render(request, "directory/organisation_form.html", {"form": form})


@requires("directory.edit_organisation", checks_object=True)
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Correct the public sheet."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    keeper = keeps_the_directory(request.user)
    form = OrganisationForm(request.POST or None, instance=organisation, keeps_the_directory=keeper)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.update_organisation(organisation=organisation, by=request.user, **form.cleaned_data)
            messages.success(request, _("La fiche est à jour."))
            return redirect("directory:workspace", slug)
    return render(request, "directory/organisation_form.html", {"form": form, "organisation": organisation})


@require_POST
@requires("directory.publish_organisation", checks_object=True)
def visibility(request: SignedInRequest, slug: str) -> HttpResponse:
    """Publish or hide the sheet."""
    organisation = organisation_for(request, "directory.publish_organisation", slug)
    verb = actions.publish_organisation if request.POST.get("publish") else actions.hide_organisation
    with rule_messages(request):
        verb(organisation=organisation, by=request.user)
    return redirect("directory:workspace", slug)
