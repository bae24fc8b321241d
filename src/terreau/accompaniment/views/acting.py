"""One posted verb → one action; a refusal goes back to its form, an old answer is said politely."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment import actions, forms, group_forms
from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import ConsentMode, OutcomeSide
from terreau.accompaniment.errors import AlreadyAnswered
from terreau.accompaniment.refusals import criteria_of
from terreau.directory.models import Offer
from terreau.kernel.errors import RuleBroken


@dataclass(frozen=True)
class Verb:
    """What a button does: an action, its form, the sentence when it is done, facts that the page adds.

    `options` is what the form itself has to know.
    """

    action: Callable[..., Any]
    done: Any
    form: type[django_forms.Form] | None = None
    facts: Mapping[str, Any] | None = None
    options: Mapping[str, Any] | None = None

    def bind(self, name: str, data: Any = None) -> django_forms.Form | None:
        """Return the form of the verb, its fields prefixed by the verb's name."""
        if self.form is None:
            return None
        return self.form(data, prefix=name, **(self.options or {}))


ANSWERS = {
    "seen": Verb(actions.mark_seen, _("C’est noté. Vous pouvez répondre plus tard par le même lien.")),
    "accept": Verb(actions.accept, _("Merci ! Les présentations partent par courriel."), forms.AcceptForm),
    "ask": Verb(actions.ask, _("Votre question est transmise au porteur."), forms.AskForm),
    "hand_over": Verb(
        actions.hand_over,
        _("Votre collègue reçoit son propre lien. Le vôtre reste valable."),
        forms.HandOverForm,
    ),
    "reveal": Verb(actions.reveal_contact, _("C’est noté dans le dossier : voici les coordonnées.")),
    "called": Verb(actions.record_call, _("Votre appel est noté."), forms.CallForm),
    "start": Verb(actions.start, _("C’est noté : l’accompagnement a commencé.")),
}
CLOSE = Verb(actions.close, _("C’est terminé. Chacun reçoit une question sur le résultat."))
WITHDRAW = Verb(actions.withdraw, _("La mise en relation est retirée."), forms.ReasonForm)
SETTLE = Verb(
    actions.settle_disagreement, _("C’est noté : le désaccord quitte votre file."), forms.SettleForm
)
WISH = Verb(actions.wish_partner, _("La ville lit votre proposition et vous répond."), group_forms.WishForm)
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


def wave_consent_verbs(mode: str) -> dict[str, Verb]:
    """Return what a holder may do with a call in waves."""
    return {
        "consent": Verb(
            actions.consent_to_waves,
            _("L’appel est lancé. Vous serez prévenu à chaque étape."),
            forms.WaveConsentForm,
            {"mode": mode},
        ),
        "decline": Verb(
            actions.decline_waves, _("C’est noté : rien n’est envoyé à ces organismes."), forms.ReasonForm
        ),
    }


def wave_verbs(sides: frozenset[str]) -> dict[str, Verb]:
    """Return what a signed-in person on these sides may do with a call in waves."""
    verbs = wave_consent_verbs(ConsentMode.PAGE) if Side.HOLDER in sides else {}
    return verbs | {"stop": Verb(actions.stop_waves, _("L’appel est arrêté."), forms.ReasonForm)}


def outside_consent_verbs(mode: str) -> dict[str, Verb]:
    """Return what a holder may do with a proposal to go outside the platform."""
    return {
        "consent": Verb(
            actions.consent_outside,
            _("C’est noté : la fiche est prête, avec ces lignes et aucune autre."),
            forms.ConsentForm,
            {"mode": mode},
        ),
        "decline": Verb(
            actions.decline_outside, _("C’est noté : aucune fiche n’est faite."), forms.ReasonForm
        ),
    }


def outside_outcome_verbs(side: str) -> dict[str, Verb]:
    """Return how a side says what came of a referral outside the platform, or that nothing did yet."""
    said_as = OutcomeSide.HOLDER if side == Side.HOLDER else OutcomeSide.ORGANISATION
    facts, options = {"side": side}, {"side": said_as}
    done = _("Merci, votre réponse est enregistrée.")
    return {
        "outcome": Verb(actions.record_outside_outcome, done, forms.OutcomeForm, facts, options),
        "later": Verb(actions.note_no_news, _("C’est noté : la question reviendra.")),
    }


def outside_verbs(sides: frozenset[str], way: str) -> dict[str, Verb]:
    """Return what a signed-in person on these sides may do with a referral outside the platform."""
    verbs: dict[str, Verb] = {}
    if Side.DESK in sides:
        verbs |= outside_outcome_verbs(Side.DESK)
    if Side.HOLDER in sides:
        verbs |= outside_consent_verbs(ConsentMode.PAGE) | outside_outcome_verbs(Side.HOLDER)
    handed = _("La remise est notée ; des nouvelles seront demandées.")
    verbs["hand"] = Verb(actions.hand_outside, handed, forms.HandForm, options={"way": way})
    withdrawn = _("L’orientation est retirée : la fiche ne s’ouvre plus.")
    return verbs | {"withdraw": Verb(actions.withdraw_outside, withdrawn, forms.ReasonForm)}


def message_verb(side: str) -> Verb:
    """Return the verb of somebody who writes from a side."""
    return Verb(actions.post_message, MESSAGE_SENT, forms.MessageForm, {"side": side}, {"side": side})


def refuse_verb(offer: Offer) -> Verb:
    """Return the verb of an organisation that declines, with the conditions of its offer."""
    options = {"criteria": criteria_of(offer)}
    return Verb(
        actions.refuse, _("Votre réponse est transmise au porteur."), forms.RefuseForm, options=options
    )


def outcome_verb(side: str) -> Verb:
    """Return the verb of a side that says how it went."""
    facts = {"side": side}
    done = _("Merci, votre réponse est enregistrée.")
    return Verb(actions.record_outcome, done, forms.OutcomeForm, facts, facts)


def organisation_verbs(offer: Offer) -> dict[str, Verb]:
    """Return what an organisation may do, by link or signed in, with a demand to one of its offers."""
    refuse = refuse_verb(offer)
    message = message_verb(Side.ORGANISATION)
    return {**ANSWERS, "refuse": refuse, "wish": WISH, "close": CLOSE, "message": message}


def verbs_for(sides: frozenset[str], offer: Offer) -> dict[str, Verb]:
    """Return what a signed-in person on these sides may do with a referral."""
    verbs: dict[str, Verb] = {}
    if Side.ORGANISATION in sides:
        verbs |= organisation_verbs(offer) | {"outcome": outcome_verb(Side.ORGANISATION)}
    if Side.DESK in sides:
        verbs |= {"message": message_verb(Side.DESK), "close": CLOSE, "withdraw": WITHDRAW}
        verbs["settle"] = SETTLE
    if Side.HOLDER in sides:
        verbs |= consent_verbs(ConsentMode.PAGE) | {"message": message_verb(Side.HOLDER)}
        verbs["slot"] = Verb(actions.choose_slot, _("C’est noté : l’organisme est prévenu."), forms.SlotForm)
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
