"""A partner's own page: what we promised, what we did; and the town's answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.directory.rules import organisation_ids
from terreau.kernel.access import get_for, requires, signed_in
from terreau.kernel.http import rule_messages
from terreau.partnerships import actions, forms, queries
from terreau.partnerships.models import Commitment, Evidence
from terreau.partnerships.views.drafting import form_page


@signed_in
def my_charters(request: HttpRequest) -> HttpResponse:
    """The charters of my organisations, with what each promised."""
    mine = organisation_ids(request.user)
    charters = queries.charters_of_organisations(mine)[:50] if mine else []
    context = {"sheets": queries.sheets_for(charters, mine), "is_partner": bool(mine)}
    return render(request, "partnerships/my_charters.html", context)


@requires("partnerships.record_evidence", checks_object=True)
def evidence_add(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Say what was done for a promise."""
    commitment = get_for(
        request.user,
        "partnerships.record_evidence",
        Commitment.objects.select_related("charter", "party"),
        charter__slug=slug,
        number=number,
    )
    form = forms.EvidenceForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            actions.record_evidence(commitment=commitment, by=request.user, **form.cleaned_data)
            messages.success(request, _("C’est noté : la ville l’examine avant de la compter."))
            return redirect("partnerships:mine")
    title, submit = _("Déclarer une réalisation"), _("Déclarer la réalisation")
    back = reverse("partnerships:mine")
    return form_page(request, form, title=title, lead=commitment.text, submit=submit, back=back)


@require_POST
@requires("partnerships.review_evidence")
def evidence_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an evidence count."""
    evidence = get_object_or_404(Evidence.objects.select_related("commitment__party"), pk=pk)
    with rule_messages(request):
        actions.accept_evidence(evidence=evidence, by=request.user)
        messages.success(request, _("La réalisation compte désormais pour l’engagement."))
    return redirect("partnerships:desk")


@requires("partnerships.review_evidence")
def evidence_decline(request: HttpRequest, pk: int) -> HttpResponse:
    """Set an evidence aside, with the reason."""
    evidence = get_object_or_404(Evidence.objects.select_related("commitment__party"), pk=pk)
    form = forms.DeclineForm(request.POST or None)
    if form.is_valid():
        with rule_messages(request, form):
            actions.decline_evidence(evidence=evidence, by=request.user, **form.cleaned_data)
            messages.success(request, _("La réalisation est écartée : le partenaire lit pourquoi."))
            return redirect("partnerships:desk")
    title, submit = _("Écarter une réalisation"), _("Écarter la réalisation")
    back = reverse("partnerships:desk")
    return form_page(request, form, title=title, lead=evidence.text, submit=submit, back=back)
