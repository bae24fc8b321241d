"""What people type on the pages of the accompaniment; parsed here, decided by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.circles import choices_for
from terreau.accompaniment.enums import (
    SAID_BY,
    CallResult,
    OutcomeSide,
    OutsideWay,
    OverrideKind,
    RefusalReason,
    ScopeReason,
)
from terreau.directory.forms import PlaceField
from terreau.kernel import clock
from terreau.kernel.fields import field_of
from terreau.look.forms import DateInput, MomentInput


def _area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ConsentForm(forms.Form):
    """Agreement to send exactly what was shown."""

    payload_hash = forms.CharField(widget=forms.HiddenInput)
    hidden = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_hidden(self) -> tuple[str, ...]:
        return tuple(key for key in self.cleaned_data["hidden"].split(",") if key)


def _moment(label: Any, **more: Any) -> forms.DateTimeField:
    return forms.DateTimeField(label=label, required=False, widget=MomentInput, **more)


class AcceptForm(forms.Form):
    """Yes, with a first step and moments to meet."""

    first_step = forms.CharField(
        label=_("Premier pas proposé"),
        help_text=_("Par exemple : « Appelons-nous mardi à 14 h » ou « Apportez votre budget jeudi »."),
        max_length=2000,
        required=False,
        widget=_area(),
    )
    slot_1 = _moment(
        _("Créneau proposé pour un premier rendez-vous"),
        help_text=_("Le porteur en choisit un d’un clic. Tout est facultatif."),
    )
    slot_2 = _moment(_("Autre créneau"))
    slot_3 = _moment(_("Autre créneau encore"))

    def clean(self) -> dict[str, Any]:
        """Return the moments together: an action knows no form."""
        facts = dict(self.cleaned_data)
        moments = [facts.pop(name, None) for name in ("slot_1", "slot_2", "slot_3")]
        return facts | {"slots": [moment for moment in moments if moment]}


class CallForm(forms.Form):
    """What came of a call."""

    result = forms.ChoiceField(choices=CallResult, widget=forms.HiddenInput)


class SlotForm(forms.Form):
    """One of the moments proposed."""

    slot = forms.IntegerField(widget=forms.HiddenInput)


class RefuseForm(forms.Form):
    """No, with a reason."""

    reason = forms.ChoiceField(label=_("Raison"), choices=RefusalReason, widget=forms.RadioSelect)
    scope = forms.ChoiceField(
        label=_("Si c’est hors de votre périmètre, qu’est-ce qui est en cause ?"),
        choices=[("", _("Sans objet")), *ScopeReason.choices],
        required=False,
    )
    criterion = forms.ChoiceField(
        label=_("Si c’est hors de vos critères, quelle condition n’est pas remplie ?"), required=False
    )
    text = forms.CharField(
        label=_("Précision, lue par le porteur"), max_length=2000, required=False, widget=_area()
    )

    def __init__(self, *args: Any, criteria: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = field_of(self, "criterion", forms.ChoiceField)
        field.choices = [("", str(_("Sans objet"))), *criteria]


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
    circles_of = staticmethod(choices_for)

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = self.circles_of(side)
        field_of(self, "circle", forms.ChoiceField).choices = choices
        self.fields["circle"].initial = choices[0][0]
        if len(choices) == 1:
            self.fields["circle"].widget = forms.HiddenInput()


class TownMessageForm(forms.Form):
    """A message between the holder and the town."""

    body = forms.CharField(label=_("Votre message"), max_length=20_000, widget=_area(4))


class OutcomeForm(forms.Form):
    """How it went, in one tap: each answer is a button, the words are free."""

    value = forms.ChoiceField(
        label=_("Comment cela s’est-il passé ?"),
        error_messages={"required": _("Choisissez une réponse.")},
    )
    text = forms.CharField(
        label=_("Précision"),
        max_length=2000,
        required=False,
        widget=_area(2),
    )

    def __init__(self, *args: Any, side: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "value", forms.ChoiceField).choices = [
            (value.value, value.label) for value in SAID_BY[OutcomeSide(side)]
        ]


class DirectForm(forms.Form):
    """An organisation that is not on the platform, how the sheet goes there, and a word to the holder."""

    organisation = forms.CharField(
        label=_("Nom de l’organisme"),
        help_text=_("Un organisme qui n’est pas sur la plateforme, ou qui n’y a ni équipe ni offre."),
        max_length=200,
    )
    contact = forms.CharField(
        label=_("Comment le joindre"),
        help_text=_("Facultatif : un service, un téléphone, une adresse. Écrit sur la fiche."),
        max_length=200,
        required=False,
    )
    way = forms.ChoiceField(label=_("La fiche sera remise"), choices=OutsideWay, widget=forms.RadioSelect)
    word = forms.CharField(label=_("Un mot au porteur"), max_length=1000, required=False, widget=_area(2))


class HandForm(forms.Form):
    """How the sheet was handed over, to whom, when."""

    way = forms.ChoiceField(label=_("La fiche a été remise"), choices=OutsideWay, widget=forms.RadioSelect)
    on = forms.DateField(label=_("Le"), widget=DateInput)
    to = forms.CharField(
        label=_("À qui"),
        help_text=_("Facultatif : la personne ou le service qui l’a reçue."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, way: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].initial = way
        self.fields["on"].initial = clock.today()


class SettleForm(forms.Form):
    """What the town found out when two sides do not say the same."""

    note = forms.CharField(
        label=_("Ce que vous avez appris"),
        help_text=_("Lu par la ville seule. Si le besoin reste entier, cherchez ensuite une autre offre."),
        max_length=2000,
        error_messages={
            "required": _("Dites en une phrase ce que vous avez appris : la file s’en souviendra.")
        },
        widget=_area(2),
    )


class ReasonForm(forms.Form):
    """A reason that may be left out."""

    reason = forms.CharField(label=_("Raison"), max_length=1000, required=False, widget=_area(2))


class ProposeForm(forms.Form):
    """An offer, and a word to the holder."""

    offer = forms.IntegerField(widget=forms.HiddenInput)
    word = forms.CharField(label=_("Un mot au porteur"), max_length=1000, required=False, widget=_area(2))


class OverrideForm(forms.Form):
    """A correction of the list: of which offer, in which sense, and why."""

    offer = forms.IntegerField(widget=forms.HiddenInput)
    override = forms.ChoiceField(choices=OverrideKind, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Pourquoi corriger la liste ?"),
        max_length=1000,
        error_messages={"required": _("Dites pourquoi : la raison sert à corriger les critères de l’offre.")},
        widget=_area(2),
    )


def _number(label: Any, most: int, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, initial=initial)


def _keys(ticked: Any) -> frozenset[int]:
    """Read the ticked boxes of a page as the numbers of rows."""
    return frozenset(int(key) for key in ticked or () if str(key).isdecimal())


class WaveForm(forms.Form):
    """Several offers, asked so many at a time."""

    offers = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    per_wave = _number(_("Organismes sollicités à la fois"), 10, 2)
    wanted = _number(_("Réponses positives cherchées"), 10, 1)
    delay_days = _number(_("Jours ouvrés avant la vague suivante"), 20, 3)
    word = forms.CharField(label=_("Un mot au porteur"), max_length=1000, required=False, widget=_area(2))

    def clean_offers(self) -> frozenset[int]:
        return _keys(self.cleaned_data["offers"])


class WaveConsentForm(ConsentForm):
    """Agreement to send exactly what was shown to the organisations named, save those left out."""

    without = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def clean_without(self) -> frozenset[int]:
        return _keys(self.cleaned_data["without"])


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
