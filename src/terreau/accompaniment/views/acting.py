"""One posted verb → one action; a refusal goes back to its form, an old answer is said politely."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment import actions, forms
from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import ConsentMode
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.kernel.errors import RuleBroken


@dataclass(frozen=True)
class Verb:
    """What a button does: an action, its form, the sentence when it is done, facts that the page adds."""

    action: Callable[..., Any]
    done: Any
    form: type[django_forms.Form] | None = None
    facts: Mapping[str, Any] | None = None

    def bind(self, name: str, data: Any = None) -> django_forms.Form | None:
        """Return the form of the verb, its fields prefixed by the verb's name."""
        if self.form is None:
            return None
        extra = {"side": self.facts["side"]} if self.form is forms.MessageForm and self.facts else {}
        return self.form(data, prefix=name, **extra)


ANSWERS = {
    "seen": Verb(actions.mark_seen, _("C’est noté. Vous pouvez répondre plus tard par le même lien.")),
    "accept": Verb(actions.accept, _("Merci ! Les présentations partent par courriel."), forms.AcceptForm),
    "refuse": Verb(actions.refuse, _("Votre réponse est transmise au porteur."), forms.RefuseForm),
    "ask": Verb(actions.ask, _("Votre question est transmise au porteur."), forms.AskForm),
    "hand_over": Verb(
        actions.hand_over,
        _("Votre collègue reçoit son propre lien. Le vôtre reste valable."),
        forms.HandOverForm,
    ),
    "start": Verb(actions.start, _("C’est noté : l’accompagnement a commencé.")),
}
CLOSE = Verb(actions.close, _("C’est terminé. Chacun reçoit une question sur le résultat."))
WITHDRAW = Verb(actions.withdraw, _("La mise en relation est retirée."), forms.ReasonForm)
MESSAGE_SENT = _("Votre message est envoyé.")


def consent_verbs(mode: str) -> dict[str, Verb]:
    """Return what a holder may do with a proposal."""
    return {
        "consent": Verb(
            actions.consent,
            _("La demande est partie. Vous serez prévenu à chaque étape."),
            forms.ConsentForm,
            {"mode": mode},
        ),
        "decline": Verb(
            actions.decline, _("C’est noté : rien n’est envoyé à cet organisme."), forms.ReasonForm
        ),
    }


def message_verb(side: str) -> Verb:
    """Return the verb of somebody who writes from a side."""
    return Verb(actions.post_message, MESSAGE_SENT, forms.MessageForm, {"side": side})


def outcome_verb(side: str) -> Verb:
    """Return the verb of a side that says how it went."""
    return Verb(
        actions.record_outcome, _("Merci, votre réponse est enregistrée."), forms.OutcomeForm, {"side": side}
    )


def organisation_verbs() -> dict[str, Verb]:
    """Return what an organisation may do, by link or signed in."""
    return {**ANSWERS, "close": CLOSE, "message": message_verb(Side.ORGANISATION)}


def verbs_for(sides: frozenset[str]) -> dict[str, Verb]:
    """Return what a signed-in person on these sides may do with a referral."""
    verbs: dict[str, Verb] = {}
    if Side.ORGANISATION in sides:
        verbs |= organisation_verbs() | {"outcome": outcome_verb(Side.ORGANISATION)}
    if Side.DESK in sides:
        verbs |= {"message": message_verb(Side.DESK), "close": CLOSE, "withdraw": WITHDRAW}
    if Side.HOLDER in sides:
        verbs |= consent_verbs(ConsentMode.PAGE) | {"message": message_verb(Side.HOLDER)}
        verbs |= {"outcome": outcome_verb(Side.HOLDER), "close": CLOSE, "withdraw": WITHDRAW}
    return verbs


def blank(verbs: Mapping[str, Verb]) -> dict[str, Any]:
    """Return an empty form for each verb that has one."""
    return {name: verb.bind(name) for name, verb in verbs.items()}


def act(request: HttpRequest, verbs: Mapping[str, Verb], **target: Any) -> dict[str, Any] | None:
    """Do what was posted; return the refused form by its verb, or None when the page can be shown anew."""
    name = request.POST.get("verb", "")
    if name not in verbs:
        raise BadRequest
    verb = verbs[name]
    form = verb.bind(name, request.POST)
    if form is not None and not form.is_valid():
        return {name: form}
    try:
        verb.action(**target, **(verb.facts or {}), **(form.cleaned_data if form else {}))
    except AlreadyAnswered as answered:
        messages.info(request, str(answered))
    except RuleBroken as refusal:
        return _refuse(request, name, form, refusal)
    else:
        messages.success(request, str(verb.done))
    return None


def _refuse(
    request: HttpRequest, name: str, form: django_forms.Form | None, refusal: RuleBroken
) -> dict[str, Any] | None:
    """Put the sentence on the form, or on the page when the verb has no form."""
    if form is None:
        messages.error(request, str(refusal))
        return None
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
    return {name: form}
