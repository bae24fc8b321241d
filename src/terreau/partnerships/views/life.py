"""A charter after its text is fixed: deliberation, signatures, entry into force, end."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from terreau.kernel.access import requires
from terreau.kernel.http import rule_messages
from terreau.partnerships import actions, forms
from terreau.partnerships.models import Charter, Party
from terreau.partnerships.views.drafting import form_page

VERBS = {
    "arreter": (actions.agree, gettext_lazy("Le texte est arrêté : il peut être soumis au conseil.")),
    "rouvrir": (actions.reopen, gettext_lazy("Le brouillon est rouvert.")),
    "approuver": (actions.approve, gettext_lazy("La charte est approuvée : les parties peuvent signer.")),
    "terme": (actions.end, gettext_lazy("La charte est arrivée à son terme.")),
}


@require_POST
@requires("partnerships.manage_charter")
def charter_act(request: HttpRequest, slug: str, verb: str) -> HttpResponse:
    """Take the next step of a charter."""
    charter = get_object_or_404(Charter.objects.select_related("deliberation"), slug=slug)
    if verb not in VERBS:
        raise Http404
    action, sentence = VERBS[verb]
    with rule_messages(request):
        action(charter=charter, by=request.user)
        messages.success(request, sentence)
    return redirect(charter)


@requires("partnerships.link_deliberation")
def charter_link(request: HttpRequest, slug: str) -> HttpResponse:
    """Say which deliberation is to approve the charter."""
    charter = get_object_or_404(Charter, slug=slug)
    form = forms.DeliberationForm(request.POST or None, initial={"deliberation": charter.deliberation_id})
    if form.is_valid():
        with rule_messages(request, form):
            actions.link_deliberation(charter=charter, by=request.user, **form.cleaned_data)
            messages.success(request, _("La charte est rattachée à la délibération."))
            return redirect("council:file", form.cleaned_data["deliberation"].slug)
    title, submit = _("Rattacher à une délibération"), _("Rattacher la charte")
    back = charter.get_absolute_url()
    return form_page(request, form, title=title, lead=charter.title, submit=submit, back=back)


@requires("partnerships.record_signature")
def party_sign(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Record a signature that the town has seen."""
    parties = Party.objects.select_related("charter", "organisation")
    party = get_object_or_404(parties, charter__slug=slug, pk=pk)
    form = forms.SignatureForm(request.POST or None, initial={"represented_by": party.represented_by})
    if form.is_valid():
        with rule_messages(request, form):
            actions.record_signature(party=party, by=request.user, **form.cleaned_data)
            messages.success(request, _("La signature est constatée."))
            return redirect(party.charter)
    return form_page(
        request,
        form,
        title=_("Constater une signature : %(party)s") % {"party": party.organisation},
        lead=_("Vous constatez une signature sur papier : ce n’est pas une signature électronique."),
        submit=_("Constater la signature"),
        back=party.charter.get_absolute_url(),
    )


@requires("partnerships.manage_charter")
def charter_force(request: HttpRequest, slug: str) -> HttpResponse:
    """Start the charter."""
    charter = get_object_or_404(Charter, slug=slug)
    form = forms.ForceForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            actions.enter_into_force(charter=charter, by=request.user, **form.cleaned_data)
            messages.success(request, _("La charte est en vigueur : ce qui est fait compte désormais."))
            return redirect(charter)
    title, submit = _("Enregistrer l’entrée en vigueur"), _("Mettre en vigueur")
    back = charter.get_absolute_url()
    return form_page(request, form, title=title, lead=charter.title, submit=submit, back=back)


@requires("partnerships.manage_charter")
def charter_terminate(request: HttpRequest, slug: str) -> HttpResponse:
    """End a charter before its term."""
    charter = get_object_or_404(Charter, slug=slug)
    form = forms.TerminationForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            actions.terminate(charter=charter, by=request.user, **form.cleaned_data)
            messages.success(request, _("La charte est résiliée : ce qui a été fait reste compté."))
            return redirect(charter)
    title = _("Résilier la charte")
    back = charter.get_absolute_url()
    return form_page(request, form, title=title, lead=charter.title, submit=title, back=back)
