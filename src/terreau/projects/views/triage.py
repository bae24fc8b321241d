"""The officer reads, decides, and types in what is told by telephone."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from terreau.accounts.actions import record_access
from terreau.accounts.requests import SignedInRequest
from terreau.kernel.access import get_for, requires
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.http import rule_messages
from terreau.messaging.models import CapabilityLink
from terreau.messaging.opening import opened_for
from terreau.projects import actions, mails, queries
from terreau.projects.enums import Verdict
from terreau.projects.forms import VERDICT_FORMS, AnswerForm, EntryForm, proposal_from
from terreau.projects.forms.fields import local_places
from terreau.projects.models import Decision, Project
from terreau.projects.views.guards import follows_merges, refuses_huge

DECIDE: dict[str, Callable[..., Project]] = {
    Verdict.ACCEPT: actions.accept,
    Verdict.ASK_COMPLETION: actions.ask_completion,
    Verdict.REDIRECT: actions.redirect,
    Verdict.REFUSE: actions.refuse,
}


@requires("projects.triage_project", checks_object=True)
@follows_merges
@refuses_huge
def triage(request: SignedInRequest, reference: str) -> HttpResponse:
    """Read a project and decide; the mail is seen and changed before it leaves."""
    found = Project.objects.current().select_related("owner", "commune", "referent", "decided_by")
    project = get_for(request.user, "projects.triage_project", found, reference=reference)
    record_access(user=request.user, target=project, purpose=_("Lecture du projet"))
    forms = forms_for(request, project)
    verdict = request.POST.get("verdict", "")
    form = forms.get(verdict)
    if request.method == "POST" and form is not None and form.is_valid():
        if "preview" not in request.POST:
            with rule_messages(request, form=form):
                DECIDE[verdict](project=project, by=request.user, **form.cleaned_data)
                messages.success(request, _("C’est décidé. Le porteur est prévenu par courriel."))
                return redirect("projects:triage", project.reference)
        elif not form.errors:
            return _show(request, project, forms, preview_of(project, verdict, form))
    return _show(request, project, forms, None)


def forms_for(request: SignedInRequest, project: Project) -> dict[str, Any]:
    """Return one form for each possible decision; the posted one is filled."""
    posted = request.POST.get("verdict", "")
    return {
        verdict: form(
            request.POST if verdict == posted else None,
            project=project,
            officer=request.user,
            prefix=verdict,
        )
        for verdict, form in VERDICT_FORMS.items()
    }


def preview_of(project: Project, verdict: str, form: Any) -> dict[str, Any]:
    """Return the mail as it would leave."""
    words = {key: value for key, value in form.cleaned_data.items() if key != "referent"}
    decision = Decision(project=project, verdict=verdict, **words)
    subject = str(mails.SUBJECTS[Verdict(verdict)]) % {"title": project.title}
    return {"verdict": verdict, "subject": subject, "paragraphs": mails.paragraphs_of(decision)}


def _show(request: HttpRequest, project: Project, forms: Any, preview: Any) -> HttpResponse:
    posted = request.POST.get("verdict", "")
    choices = [
        {"verdict": verdict, "label": Verdict(verdict).label, "form": form, "open": verdict == posted}
        for verdict, form in forms.items()
    ]
    context = {
        "project": project,
        # When somebody was faster, the words already typed stay in the page.
        "choices": [choice for choice in choices if choice["open"] or project.is_undecided],
        "preview": preview,
        "needs": queries.open_needs_of(project),
        "facts": queries.told_facts(project),
        "decisions": project.decisions.select_related("by"),
        "duplicates": queries.duplicates_of(project),
    }
    return render(request, "projects/triage.html", context)


@requires("projects.enter_project")
@refuses_huge
def enter(request: SignedInRequest) -> HttpResponse:
    """Type in a project told by telephone or at the desk."""
    form = EntryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with rule_messages(request, form=form):
            facts = form.cleaned_data
            mode, day = facts["consent_mode"], facts["consent_on"]
            proposal = proposal_from(facts, consent_mode=mode, consent_on=day)
            project = actions.enter(proposal=proposal, by=request.user)
            messages.success(request, _("Projet saisi. Le porteur reçoit son accusé de réception."))
            return redirect("projects:triage", project.reference)
    return render(request, "projects/enter.html", {"form": form, "places": local_places().values()})


@refuses_huge
@opened_for(mails.COMPLETE, refused="projects/link_refused.html")
def complete(request: HttpRequest, token: str, link: CapabilityLink) -> HttpResponse:
    """Answer a request for completion from the mail, without signing in."""
    decision: Decision = link.target
    holder = decision.project.owner
    by = Actor.by_link(holder.full_name, str(holder.pk))
    return answer_page(request, decision, by=by)


@requires("projects.follow_project", checks_object=True)
@follows_merges
@refuses_huge
def answer(request: HttpRequest, reference: str) -> HttpResponse:
    """Answer a request for completion, signed in."""
    found = Project.objects.current().select_related("owner")
    project = get_for(request.user, "projects.follow_project", found, reference=reference)
    decision = project.decisions.filter(verdict=Verdict.ASK_COMPLETION).order_by("-at", "-pk").first()
    if decision is None:
        return redirect("projects:manage", project.reference)
    return answer_page(request, decision, by=request.user)


def answer_page(request: HttpRequest, decision: Decision, *, by: Any) -> HttpResponse:
    """Show the question and take the answer."""
    form = AnswerForm(request.POST or None)
    project, done = decision.project, False
    if request.method == "POST" and form.is_valid():
        try:
            actions.complete(project=project, answer=form.cleaned_data["answer"], by=by)
            done = True
        except RuleBroken as refusal:
            form.add_error(None, str(refusal))
    context = {"project": project, "decision": decision, "form": form, "done": done}
    return render(request, "projects/complete.html", context)


@requires("projects.view_project", checks_object=True)
@follows_merges
def follow(request: HttpRequest, reference: str) -> HttpResponse:
    """Lead the holder to their file, whatever its state."""
    found = Project.objects.current()
    project = get_for(request.user, "projects.view_project", found, reference=reference)
    return redirect("accompaniment:file", project.reference)
