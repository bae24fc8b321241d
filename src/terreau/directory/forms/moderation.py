"""Forms that anybody may send, what protects them, and the answers of the town."""

from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.directory.enums import WrongField
from terreau.directory.forms.fields import OrganisationField, PlaceField
from terreau.directory.models import Suggestion
from terreau.kernel import clock
from terreau.look.forms import DigitsInput
from terreau.territories.enums import TerritoryKind

SALT = "terreau.directory.form"
QUICKEST = 3  # seconds: nobody reads and writes faster
SLOWEST = 24 * 3600


class GuardedForm(forms.Form):
    """A form without an account: a field that people do not see, and a time under which nobody writes."""

    website_of_sender = forms.CharField(required=False, label=gettext_lazy("Laissez ce champ vide"))
    shown_at = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["website_of_sender"].widget.attrs |= {"autocomplete": "off", "tabindex": "-1"}
        # A page shown again gets a new time only when the old one cannot be read or is too old.
        self.initial["shown_at"] = signing.dumps(clock.now().timestamp(), salt=SALT)
        self.order_fields([name for name in self.fields if name != "website_of_sender"])

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        if facts.pop("website_of_sender", ""):
            raise ValidationError(_("Un champ qui doit rester vide est rempli : videz-le, puis renvoyez."))
        age = self._age(facts.pop("shown_at", ""))
        if age is None or age > SLOWEST:
            typed = QueryDict(mutable=True)
            typed.update(self.data)
            typed["shown_at"] = self.initial["shown_at"]
            self.data = typed
            raise ValidationError(
                _("Cette page est restée ouverte longtemps : relisez, puis envoyez à nouveau.")
            )
        if age < QUICKEST:
            raise ValidationError(_("C’est parti très vite : relisez, puis envoyez à nouveau."))
        return facts

    def _age(self, written: str) -> float | None:
        try:
            return clock.now().timestamp() - signing.loads(written, salt=SALT)
        except signing.BadSignature:
            return None


class ReportForm(GuardedForm):
    """What is wrong on a sheet."""

    about = forms.ChoiceField(label=gettext_lazy("Qu’est-ce qui est faux ?"), choices=WrongField)
    message = forms.CharField(
        label=gettext_lazy("Expliquez en quelques mots"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    proposed = forms.CharField(
        label=gettext_lazy("Ce qu’il faudrait lire"),
        required=False,
        max_length=400,
        help_text=gettext_lazy("Le bon numéro, la bonne adresse… si vous le savez."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Votre adresse électronique"),
        required=False,
        help_text=gettext_lazy("Pour savoir ce qui aura été fait. Elle est effacée trois mois après."),
    )


class SuggestionForm(GuardedForm, forms.ModelForm):
    """An organisation that the directory lacks."""

    commune = PlaceField(kinds=(TerritoryKind.COMMUNE,), required=False, label=gettext_lazy("Commune"))
    is_new = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Suggestion
        fields = ("name", "summary", "address", "postal_code", "commune", "website", "siren", "email")
        labels = {
            "name": gettext_lazy("Nom de la structure"),
            "email": gettext_lazy("Votre adresse électronique"),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            **dict.fromkeys(("postal_code", "siren"), DigitsInput),
        }
        help_texts = {
            "summary": gettext_lazy("Ce qu’elle fait, et pour qui."),
            "email": gettext_lazy("Pour savoir ce qui aura été fait. Elle est effacée trois mois après."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        vars(self.fields["website"])["assume_scheme"] = "https"


class ClaimForm(forms.Form):
    """What a person says to keep a sheet."""

    role = forms.CharField(
        label=gettext_lazy("Votre rôle dans la structure"),
        max_length=120,
        help_text=gettext_lazy("Présidente, salarié, bénévole chargé de la communication…"),
    )
    email = forms.EmailField(
        label=gettext_lazy("Une adresse électronique de la structure"),
        required=False,
        help_text=gettext_lazy("Un lien y est envoyé : l’ouvrir prouve que vous y lisez les courriels."),
    )
    message = forms.CharField(
        label=gettext_lazy("Ou un message à la ville"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Dites comment la ville peut vérifier : un téléphone, un document public…"),
    )


class AnswerForm(forms.Form):
    """The sentence that goes with a decision."""

    answer = forms.CharField(
        label=gettext_lazy("Votre réponse, en une phrase"), required=False, max_length=500
    )


class AttachForm(forms.Form):
    """The sheet to which a proposed organisation belongs."""

    organisation = OrganisationField(
        label=gettext_lazy("Fiche existante"), help_text=gettext_lazy("Son nom exact, ou son SIREN.")
    )
