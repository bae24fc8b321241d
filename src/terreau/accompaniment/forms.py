"""What people type on the pages of the accompaniment; parsed here, decided by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.circles import choices_for
from terreau.accompaniment.enums import OutcomeValue, RefusalReason, ScopeReason
from terreau.directory.forms import PlaceField
from terreau.kernel.fields import field_of


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ConsentForm(forms.Form):
    """Agreement to send exactly what was shown."""

    payload_hash = forms.CharField(widget=forms.HiddenInput)
    hidden = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_hidden(self) -> tuple[str, ...]:
        return tuple(key for key in self.cleaned_data["hidden"].split(",") if key)


class AcceptForm(forms.Form):
    """Yes, with a first step."""

    first_step = forms.CharField(
        label=_("Premier pas proposé"),
        help_text=_("Par exemple : « Appelons-nous mardi à 14 h » ou « Apportez votre budget jeudi »."),
        max_length=2000,
        required=False,
        widget=_area(),
    )


class RefuseForm(forms.Form):
    """No, with a reason."""

    reason = forms.ChoiceField(label=_("Raison"), choices=RefusalReason, widget=forms.RadioSelect)
    scope = forms.ChoiceField(
        label=_("Si c’est hors de votre périmètre, quel critère est en cause ?"),
        choices=[("", _("Sans objet")), *ScopeReason.choices],
        required=False,
    )
    text = forms.CharField(
        label=_("Précision, lue par le porteur"), max_length=2000, required=False, widget=_area()
    )


class AskForm(forms.Form):
    """A question before answering."""

    question = forms.CharField(label=_("Votre question"), max_length=2000, widget=_area())


class HandOverForm(forms.Form):
    """Not me, my colleague."""

    email = forms.EmailField(label=_("Adresse électronique de votre collègue"))


class MessageForm(forms.Form):
    """A message, and who may read it."""

    circle = forms.ChoiceField(label=_("Qui pourra lire ce message ?"), widget=forms.RadioSelect)
    body = forms.CharField(label=_("Votre message"), max_length=20_000, widget=_area(4))

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = choices_for(side)
        field_of(self, "circle", forms.ChoiceField).choices = choices
        self.fields["circle"].initial = choices[0][0]
        if len(choices) == 1:
            self.fields["circle"].widget = forms.HiddenInput()


class TownMessageForm(forms.Form):
    """A message between the holder and the town."""

    body = forms.CharField(label=_("Votre message"), max_length=20_000, widget=_area(4))


class OutcomeForm(forms.Form):
    """How it went."""

    value = forms.ChoiceField(
        label=_("Comment cela s’est-il passé ?"), choices=OutcomeValue, widget=forms.RadioSelect
    )
    text = forms.CharField(label=_("Précision"), max_length=2000, required=False, widget=_area())


class ReasonForm(forms.Form):
    """A reason that may be left out."""

    reason = forms.CharField(label=_("Raison"), max_length=1000, required=False, widget=_area(2))


class ProposeForm(forms.Form):
    """An offer, and a word to the holder."""

    offer = forms.IntegerField(widget=forms.HiddenInput)
    word = forms.CharField(label=_("Un mot au porteur"), max_length=1000, required=False, widget=_area(2))


class NoOfferForm(forms.Form):
    """What is missing."""

    reason = forms.CharField(
        label=_("Ce qui manque, en une phrase"),
        help_text=_("Cela deviendra une tâche de la ville, et un manque à combler par un partenaire."),
        max_length=1000,
        widget=_area(2),
    )


class CoverageForm(forms.Form):
    """The place whose coverage is read."""

    place = PlaceField(
        required=False,
        label=_("Territoire"),
        help_text=_("Une commune, une intercommunalité, un département ; sans rien, celui de la ville."),
    )
