"""Naming people on a sheet: the team asks, the person answers from the mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.accounts.requests import SignedInRequest
from terreau.directory import actions
from terreau.directory.actions.contacts import CONTACT_LINK
from terreau.directory.forms import ContactForm
from terreau.directory.queries import people_kept_by
from terreau.directory.queries.people import consent_sentence
from terreau.directory.views.workspace import organisation_for
from terreau.kernel.access import requires
from terreau.kernel.actors import Actor
from terreau.kernel.http import rule_messages
from terreau.messaging.models import CapabilityLink
from terreau.messaging.opening import opened_for


@require_POST
@requires("directory.edit_organisation", checks_object=True)
def propose(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask a person whether they accept to be named."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    form = ContactForm(request.POST)
    if form.is_valid():
        with rule_messages(request):
            actions.propose_contact(organisation=organisation, by=request.user, **form.cleaned_data)
            messages.success(request, _("La demande est partie : rien n’est montré avant l’accord."))
    else:
        messages.error(request, _("Donnez le nom, le rôle et une adresse électronique valable."))
    return redirect("directory:workspace", slug)


@require_POST
@requires("directory.edit_organisation", checks_object=True)
def remove(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Take a person off the sheet."""
    organisation = organisation_for(request, "directory.edit_organisation", slug)
    found = people_kept_by(organisation).select_related("organisation").filter(pk=number).first()
    with rule_messages(request):
        if found is not None:
            actions.remove_contact(contact=found, by=request.user)
            messages.success(request, _("Cette personne n’est plus nommée ; son nom est effacé."))
    return redirect("directory:workspace", slug)


@opened_for(CONTACT_LINK, refused="directory/link_refused.html")
def agreement(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """The person agrees to be named, refuses, or takes it back later with the same link."""
    contact = link.target
    if request.method == "POST":
        verb = actions.agree_to_be_named if request.POST.get("agree") else actions.remove_contact
        with rule_messages(request):
            verb(contact=contact, by=Actor.by_link(f"{contact.name} ({link.email})"))
        if contact.state == "removed":
            return render(request, "directory/contact_removed.html", {"contact": contact})
    context = {"contact": contact, "sentence": consent_sentence(contact)}
    return render(request, "directory/contact_agreement.html", context)
