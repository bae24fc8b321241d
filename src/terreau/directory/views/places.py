"""The places and the networks of an organisation, kept by its team."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions
from terreau.directory.forms import MembershipForm, NetworkForm, PlaceForm
from terreau.directory.models import Organisation, Place
from terreau.directory.queries import memberships_kept_by
from terreau.directory.views.workspace import organisation_for
from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages


@requires("directory.edit_organisation", checks_object=True)
def add(request: SignedInRequest, slug: str) -> HttpResponse:
    """Add a place."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    form = PlaceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.add_place(organisation=organisation, by=request.user, **form.cleaned_data)
            messages.success(request, _("Le lieu est sur la fiche."))
            return redirect("directory:workspace", slug)
    return render(request, "directory/place_form.html", {"form": form, "organisation": organisation})


def _place(organisation: Organisation, number: int) -> Place:
    found = organisation.places.select_related("commune", "organisation").filter(pk=number).first()
    if found is None:
        raise Http404
    return found


@requires("directory.edit_organisation", checks_object=True)
def edit(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Correct a place."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    place = _place(organisation, number)
    form = PlaceForm(request.POST or None, instance=place)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.update_place(place=place, by=request.user, **form.cleaned_data)
            messages.success(request, _("Le lieu est à jour."))
            return redirect("directory:workspace", slug)
    context = {"form": form, "organisation": organisation, "place": place}
    return render(request, "directory/place_form.html", context)


@require_POST
@requires("directory.edit_organisation", checks_object=True)
def remove(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Take a place off the sheet."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    with rule_messages(request):
        actions.remove_place(place=_place(organisation, number), by=request.user)
        messages.success(request, _("Le lieu n’est plus sur la fiche."))
    return redirect("directory:workspace", slug)


@require_POST
@requires("directory.edit_organisation", checks_object=True)
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Note that the organisation belongs to a network."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    form = MembershipForm(request.POST, organisation=organisation)
    if form.is_valid():
        with rule_messages(request):
            actions.join_network(organisation=organisation, by=request.user, **form.cleaned_data)
            messages.success(request, _("L’adhésion est notée."))
    else:
        messages.error(request, _("Choisissez un réseau, et une date si vous la connaissez."))
    return redirect("directory:workspace", slug)


@require_POST
@requires("directory.edit_organisation", checks_object=True)
def leave(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Note the end of a membership, today."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    found = memberships_kept_by(organisation).filter(pk=number).first()
    with rule_messages(request):
        if found is not None:
            actions.leave_network(membership=found, by=request.user)
            messages.success(request, _("La fin de l’adhésion est notée."))
    return redirect("directory:workspace", slug)


@require_POST
@requires("directory.set_network", checks_object=True)
def set_network(request: SignedInRequest, slug: str) -> HttpResponse:
    """Say whether the organisation is a network, and of which kind."""
    organisation = organisation_for(request, "directory.set_network", slug)
    form = NetworkForm(request.POST)
    with rule_messages(request):
        if form.is_valid() and (kind := form.cleaned_data["kind"]):
            actions.set_network(organisation=organisation, kind=kind, by=request.user)
        elif form.is_valid():
            actions.unset_network(organisation=organisation, by=request.user)
        messages.success(request, _("C’est noté."))
    return redirect("directory:workspace", slug)
