"""Between the screens and the draft: which draft is this browser's, what was typed, what is missing."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.kernel import clock
from terreau.kernel.http import rule_messages
from terreau.projects import actions
from terreau.projects.enums import ConsentMode
from terreau.projects.forms import SCREENS, CodeForm, proposal_from
from terreau.projects.forms.fields import local_places
from terreau.projects.models import IntakeDraft

SESSION_KEY = "projects_draft"
ROUTES = {"idea": "projects:propose", "needs": "projects:propose_needs", "me": "projects:propose_me"}
ORDER = list(ROUTES)


def draft_of(request: HttpRequest) -> IntakeDraft | None:
    """Return the proposal that this browser is writing."""
    number = request.session.get(SESSION_KEY)
    if number is None:
        return None
    return IntakeDraft.objects.select_related("project__owner").filter(pk=number).first()


def remember(request: HttpRequest, draft: IntakeDraft) -> None:
    """Tie a proposal to this browser, under a fresh session key."""
    request.session.cycle_key()
    request.session[SESSION_KEY] = draft.pk


def keep(request: HttpRequest, draft: IntakeDraft | None, step: str, form: Any) -> IntakeDraft:
    """Keep what a screen says, in a new proposal if there is none yet."""
    if draft is None:
        person = request.user if request.user.is_authenticated else None
        draft = actions.start_draft(by=person, language=(get_language() or "fr")[:2])
        remember(request, draft)
    return actions.save_draft(draft=draft, step=step, answers=form.answers())


def ask_for_proof(request: HttpRequest, step: str, draft: IntakeDraft) -> None:
    """Mail the code when the last screen is filled, unless the address is proved or was just written to."""
    recent = draft.code_sent_at and draft.code_sent_at > clock.now() - actions.CODE_LIFE
    if step != ORDER[-1] or draft.is_proved or (recent and draft.code_email == draft.email):
        return
    with rule_messages(request):
        actions.send_code(draft=draft, email=draft.email)


def typed(draft: IntakeDraft | None, step: str) -> dict[str, Any]:
    """Return what was typed on a screen."""
    return dict(draft.data.get(step, {})) if draft else {}


def form_for(request: HttpRequest, step: str, draft: IntakeDraft | None) -> Any:
    """Return the form of a screen with what was typed, with its errors when they are asked for."""
    answers = typed(draft, step)
    if answers and "manque" in request.GET:
        return SCREENS[step](answers)
    if step == "me" and request.user.is_authenticated:
        known = {
            "first_name": request.user.first_name,
            "last_name": request.user.last_name,
            "email": request.user.email,
        }
        answers = known | {key: value for key, value in answers.items() if value}
    if step == "me" and draft is not None:
        answers.setdefault("email", draft.email)
    return SCREENS[step](initial=answers)


def route(step: str, *, with_errors: bool) -> str:
    """Return the address of a screen."""
    return reverse(ROUTES[step]) + ("?manque=1" if with_errors else "")


def route_after(step: str) -> str:
    """Return the name of what comes after a screen."""
    following = [*ROUTES.values(), "projects:review"]
    return following[ORDER.index(step) + 1]


def context_of(step: str, draft: IntakeDraft | None) -> dict[str, Any]:
    """Return what a screen shows around its form."""
    here = ORDER.index(step)
    return {
        "step": step,
        "steps": steps_at(here),
        "places": local_places().values() if step == "idea" else (),
        "previous_route": reverse(ROUTES[ORDER[here - 1]]) if here else "",
        "autosave_url": reverse("projects:autosave", args=[step]),
        "saved_at": draft.updated_at.astimezone(clock.PARIS).strftime("%H:%M") if draft else "",
    }


def steps_at(here: int) -> list[dict[str, str]]:
    """Return the four steps, with where the person is."""
    labels = [_("Mon idée"), _("Mes besoins"), _("Moi"), _("Relire et proposer")]
    states = ["done" if n < here else "current" if n == here else "todo" for n in range(len(labels))]
    return [{"label": label, "state": state} for label, state in zip(labels, states, strict=True)]


def bound_screens(draft: IntakeDraft) -> dict[str, Any]:
    """Return the three forms, filled with what was typed."""
    return {step: form(typed(draft, step)) for step, form in SCREENS.items()}


def first_incomplete(draft: IntakeDraft) -> str | None:
    """Return the first screen that is missing something."""
    return next((step for step, form in bound_screens(draft).items() if not form.is_valid()), None)


def prove_and_submit(draft: IntakeDraft, code: CodeForm) -> None:
    """Check the code when the address is not proved yet, then propose the project."""
    if not draft.is_proved:
        draft = actions.prove_address(draft=draft, code=code.cleaned_data["code"])
    facts: dict[str, Any] = {}
    for form in bound_screens(draft).values():
        form.full_clean()
        facts |= form.cleaned_data
    proposal = proposal_from(facts, consent_mode=ConsentMode.ONLINE, consent_on=clock.today())
    actions.submit(draft=draft, proposal=proposal)


def review_of(draft: IntakeDraft) -> dict[str, Any]:
    """Return everything that was said, screen by screen, in words."""
    parts = []
    labels = dict(zip(ORDER, [_("Mon idée"), _("Mes besoins"), _("Moi")], strict=True))
    for step, form in bound_screens(draft).items():
        rows = [{"label": field.label, "value": _in_words(field)} for field in form.visible_fields()]
        said = [row for row in rows if row["value"]]
        parts.append({"title": labels[step], "url": reverse(ROUTES[step]), "rows": said})
    return {"parts": parts, "steps": steps_at(len(ORDER))}


def _in_words(field: Any) -> str:
    value = field.value()
    choices = dict(getattr(field.field, "choices", ()) or ())
    if isinstance(value, list):
        return " · ".join(str(label) for key, label in choices.items() if str(key) in value)
    if choices:
        return str(choices.get(value, "")) if value not in ("", None) else ""
    return _("oui") if value in (True, "on", "True") else str(value or "")
