"""The three screens: each post keeps what was typed, valid or not, then says what comes next."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from terreau.kernel.access import public
from terreau.kernel.errors import RuleBroken
from terreau.kernel.http import rule_messages
from terreau.messaging.models import CapabilityLink
from terreau.messaging.opening import opened_for
from terreau.projects import actions, exports, mails
from terreau.projects.forms import SCREENS, CodeForm, LaterForm, paper_form
from terreau.projects.models import IntakeDraft
from terreau.projects.views import wizard
from terreau.projects.views.guards import refuses_huge


@public
@refuses_huge
def screen(request: HttpRequest, step: str) -> HttpResponse:
    """Show one screen, or keep it and go on."""
    draft = wizard.draft_of(request)
    if request.method != "POST":
        if draft is not None and draft.submitted_at is not None:
            return redirect("projects:proposed")
        return _show(request, step, draft, wizard.form_for(request, step, draft), LaterForm())
    form = SCREENS[step](request.POST)
    try:
        draft = wizard.keep(request, draft, step, form)
    except RuleBroken as refusal:
        messages.info(request, str(refusal))
        return redirect("projects:proposed")
    if request.POST.get("next_move") == "later":
        return _later(request, step, draft)
    if not form.is_valid():
        return _show(request, step, draft, form, LaterForm())
    wizard.ask_for_proof(request, step, draft)
    return redirect(wizard.route_after(step))


def _show(
    request: HttpRequest, step: str, draft: IntakeDraft | None, form: Any, later: LaterForm
) -> HttpResponse:
    context = {"form": form, "later": later, "draft": draft, **wizard.context_of(step, draft)}
    return render(request, "projects/propose.html", context)


def _later(request: HttpRequest, step: str, draft: IntakeDraft) -> HttpResponse:
    """Mail the link that reopens the proposal, and stay on the page."""
    later = LaterForm(request.POST)
    if later.is_valid() and later.cleaned_data["later_email"]:
        with rule_messages(request):
            actions.send_code(draft=draft, email=later.cleaned_data["later_email"])
            messages.success(request, _("C’est gardé. Un lien vous attend dans votre boîte aux lettres."))
        return redirect(wizard.ROUTES[step])
    if later.is_valid():
        later.add_error("later_email", _("Écrivez votre adresse pour recevoir le lien."))
    return _show(request, step, draft, SCREENS[step](initial=wizard.typed(draft, step)), later)


@public
@refuses_huge
@require_POST
def autosave(request: HttpRequest, step: str) -> HttpResponse:
    """Keep a screen while it is being typed."""
    if step not in SCREENS:
        raise Http404
    try:
        draft = wizard.keep(request, wizard.draft_of(request), step, SCREENS[step](request.POST))
    except RuleBroken as refusal:
        return JsonResponse({"error": str(refusal)}, status=409)
    return JsonResponse({"saved_at": draft.updated_at.isoformat()})


@public
@refuses_huge
def review(request: HttpRequest) -> HttpResponse:
    """Show everything before it leaves; the address is proved here, then the project is proposed."""
    draft = wizard.draft_of(request)
    if draft is None or draft.submitted_at is not None:
        return redirect("projects:propose" if draft is None else "projects:proposed")
    incomplete = wizard.first_incomplete(draft)
    if incomplete:
        messages.info(request, _("Il manque encore quelque chose sur cet écran."))
        return redirect(wizard.route(incomplete, with_errors=True))
    code = CodeForm(request.POST if request.method == "POST" and not draft.is_proved else None)
    if request.method == "POST" and (draft.is_proved or code.is_valid()):
        with rule_messages(request, form=code):
            wizard.prove_and_submit(draft, code)
            return redirect("projects:proposed")
    context = {"draft": draft, "code": code, **wizard.review_of(draft)}
    return render(request, "projects/review.html", context)


@public
@refuses_huge
@require_POST
def send_code(request: HttpRequest) -> HttpResponse:
    """Mail another code."""
    draft = wizard.draft_of(request)
    if draft is None or not draft.email:
        return redirect("projects:propose")
    with rule_messages(request):
        actions.send_code(draft=draft, email=draft.email)
        messages.success(
            request,
            _("Un nouveau code part vers %(email)s. Le précédent ne sert plus.") % {"email": draft.email},
        )
    return redirect("projects:review")


@public
def proposed(request: HttpRequest) -> HttpResponse:
    """Say what happens next, and when."""
    draft = wizard.draft_of(request)
    if draft is None or draft.project is None:
        return redirect("projects:propose")
    return render(request, "projects/proposed.html", {"project": draft.project})


@public
def blank_form(request: HttpRequest) -> HttpResponse:
    """The same questions on paper, for whoever prefers it."""
    response = HttpResponse(exports.blank_form(paper_form()), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="proposer-un-projet.pdf"'
    return response


@public
@require_POST
def start_again(request: HttpRequest) -> HttpResponse:
    """Leave the proposal of this browser and open an empty one."""
    request.session.pop(wizard.SESSION_KEY, None)
    return redirect("projects:propose")


@opened_for(mails.RESUME, refused="projects/link_refused.html")
def resume(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Reopen a proposal from the mailed link; following it proves the address."""
    draft: IntakeDraft = link.target
    if request.method != "POST":
        return render(request, "projects/resume.html", {"draft": draft, "language": get_language()})
    wizard.remember(request, actions.prove_by_link(draft=draft, email=link.email))
    if draft.submitted_at is not None:
        return redirect("projects:proposed")
    return redirect(wizard.ROUTES.get(draft.step, "projects:propose"))
