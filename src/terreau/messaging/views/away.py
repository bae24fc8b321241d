"""My absences, and who reads my mails meanwhile."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import signed_in
from terreau.kernel.http import rule_messages
from terreau.messaging import actions, queries
from terreau.messaging.forms import AbsenceForm


@signed_in
@require_http_methods(["GET", "POST"])
def absences(request: SignedInRequest) -> HttpResponse:
    """My absences to come, and a form to note one."""
    delegates = queries.possible_delegates(request.user)
    form = AbsenceForm(request.POST or None, delegates=delegates)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form):
            actions.plan_absence(user=request.user, **form.cleaned_data)
            messages.success(request, _("Votre absence est notée. Bon repos !"))
            return redirect("messaging:absences")
    context = {
        "form": form,
        "absences": queries.absences_of(request.user),
        "has_delegates": delegates.exists(),
    }
    return render(request, "messaging/absences.html", context)


@signed_in
@require_POST
def cancel_absence(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take an absence back."""
    actions.cancel_absence(absence=get_object_or_404(queries.absences_of(request.user), pk=pk))
    messages.success(request, _("C’est noté : vos courriels vous reviennent."))
    return redirect("messaging:absences")
