"""Calling for a hand, offering one, answering, reporting."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.directory.forms.moderation import GuardedForm
from terreau.look.forms import DateInput
from terreau.projects.actions import Appeal
from terreau.projects.enums import HelpKind
from terreau.projects.models import HelpCall
from terreau.projects.models.help_calls import in_two_months


class HelpCallForm(forms.Form):
    """What is needed, in plain words, and what may be told of the holder."""

    kind = forms.ChoiceField(
        label=_("De quoi avez-vous besoin ?"), choices=HelpKind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(
        label=_("En une ligne"),
        max_length=120,
        help_text=_("Par exemple : deux personnes pour repeindre la salle."),
    )
    text = forms.CharField(
        label=_("En quelques phrases"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("À quoi cela servira, ce qu’il faut savoir. N’écrivez ni adresse ni téléphone."),
    )
    amount = forms.CharField(
        label=_("Combien, et quand ?"),
        max_length=160,
        required=False,
        help_text=_("Par exemple : deux samedis matin en mars."),
    )
    place = forms.CharField(
        label=_("Où ?"), max_length=160, required=False, help_text=_("Un quartier suffit, ou « à distance ».")
    )
    until = forms.DateField(
        label=_("Jusqu’à quand ?"),
        widget=DateInput,
        help_text=_("Six mois au plus. Une semaine avant, nous vous demandons si vous prolongez."),
    )
    names_project = forms.BooleanField(
        label=_("Nommer mon projet, tant que sa fiche est publique"), required=False
    )
    names_holder = forms.BooleanField(label=_("Montrer mon prénom et mon nom"), required=False)
    agreed = forms.BooleanField(
        label=_("Je suis d’accord pour que tout le monde lise cet appel, tel que je l’ai vu"),
        required=False,
        help_text=_("Votre adresse n’est montrée à personne. Vous refermez l’appel quand vous voulez."),
    )

    @classmethod
    def initial_of(cls, call: HelpCall | None) -> dict[str, Any]:
        """Return what the form shows first."""
        if call is None:
            return {"until": in_two_months(), "names_project": True}
        shown = {name: getattr(call, name) for name in cls.base_fields if hasattr(call, name)}
        return shown | {"names_holder": bool(call.holder)}

    @property
    def appeal(self) -> Appeal:
        """What was typed, as the actions take it."""
        return Appeal(**{name: value for name, value in self.cleaned_data.items() if name != "agreed"})


class RenewForm(forms.Form):
    """Another day for a call."""

    until = forms.DateField(label=_("Jusqu’à quand ?"), widget=DateInput, initial=in_two_months)


class HelpOfferForm(forms.Form):
    """What a signed-in person offers."""

    name = forms.CharField(
        label=_("Votre prénom et votre nom"), max_length=120, help_text=_("Le porteur les lira.")
    )
    on_behalf_of = forms.CharField(
        label=_("Au nom d’une structure, d’un autre projet ?"), max_length=120, required=False
    )
    message = forms.CharField(
        label=_("Ce que vous proposez"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Ce que vous savez faire ou pouvez prêter, et quand."),
    )
    shows_address = forms.BooleanField(
        label=_("Si le porteur accepte, lui montrer mon adresse électronique"),
        required=False,
        help_text=_("Sans cela, vous vous écrivez par la plateforme, et personne ne voit votre adresse."),
    )


class VisitorHelpForm(GuardedForm, HelpOfferForm):
    """What a visitor offers; a mailed link proves the address."""

    field_order = ("name", "email", "on_behalf_of", "message", "shows_address")

    email = forms.EmailField(
        label=_("Votre adresse électronique"),
        max_length=254,
        help_text=_("Un lien y est envoyé : le porteur ne lit votre message qu’une fois ce lien ouvert."),
    )


class HelpAnswerForm(forms.Form):
    """What the holder says while accepting or declining."""

    word = forms.CharField(
        label=_("Un mot pour cette personne"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    shows_address = forms.BooleanField(
        label=_("En acceptant, lui montrer mon adresse électronique"), required=False
    )


class HelpMessageForm(forms.Form):
    body = forms.CharField(
        label=_("Votre message"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Écrivez un message avant de l’envoyer.")},
    )


class HelpReportForm(GuardedForm):
    """Why a call should not be there."""

    message = forms.CharField(
        label=_("Qu’est-ce qui ne va pas ?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4})
    )


class RemovalForm(forms.Form):
    reason = forms.CharField(label=_("Pourquoi le retirer ?"), max_length=500, required=False)
