"""Forms of the directory: they parse and check, actions write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from terreau.directory.enums import Label
from terreau.directory.forms.criteria import ADD, BaseCriteria, criteria_forms
from terreau.directory.forms.fields import OrganisationField, PlaceField
from terreau.directory.forms.hours import WeekForm
from terreau.directory.forms.offers import (
    AbsenceForm,
    CorrectionForm,
    EndOfferForm,
    InviteForm,
    ItEndedForm,
    OfferForm,
    TeamForm,
)
from terreau.directory.forms.places import ContactForm, MembershipForm, NetworkForm, PlaceForm
from terreau.directory.models import Organisation
from terreau.look.forms import DigitsInput, PhoneInput
from terreau.territories.enums import TerritoryKind


class OrganisationForm(WeekForm, forms.ModelForm):
    """The public sheet of an organisation."""

    read_at = forms.CharField(widget=forms.HiddenInput, required=False)
    commune = PlaceField(
        kinds=(TerritoryKind.COMMUNE,),
        required=False,
        label=gettext_lazy("Commune"),
        help_text=gettext_lazy(
            "Le nom, par exemple « Sceaux » ; ajoutez le code postal s’il y en a plusieurs."
        ),
    )
    parent = OrganisationField(
        required=False,
        label=gettext_lazy("Maison mère"),
        help_text=gettext_lazy("La structure dont celle-ci dépend : son nom exact, ou son SIREN."),
    )
    labels = forms.MultipleChoiceField(
        choices=Label, required=False, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("Agréments")
    )

    class Meta:
        model = Organisation
        fields = (
            *("name", "acronym", "family", "kind", "summary", "description", "website", "email", "phone"),
            *("address", "postal_code", "commune", "siren", "siret", "rna", "labels"),
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "description": forms.Textarea(attrs={"rows": 8}),
            "phone": PhoneInput,
            **dict.fromkeys(("postal_code", "siren", "siret"), DigitsInput),
        }
        help_texts = {
            "summary": gettext_lazy("Trois lignes au plus, en mots simples : ce que vous faites, pour qui."),
        }

    def __init__(self, *args: Any, keeps_the_directory: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if not keeps_the_directory:
            del self.fields["parent"]
        elif self.instance.pk:
            self.initial["parent"] = self.instance.parent
        vars(self.fields["website"])["assume_scheme"] = "https"
        if self.instance.pk:
            self.initial["commune"] = self.instance.commune
            self.initial["read_at"] = self.instance.updated_at.isoformat()
        self.add_week(self.instance.opening_hours)


class RegisterForm(forms.Form):
    """A register to load."""

    file = forms.FileField(
        label=gettext_lazy("Fichier du registre"),
        help_text=gettext_lazy(
            "Un registre national tel que vous l’avez reçu, ou votre propre tableau : CSV "
            "(aussi dans un ZIP), XLSX ou ODS, de 100 Mo au plus."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.zip,.xlsx,.ods,text/csv"}),
    )


__all__ = [
    "ADD",
    "AbsenceForm",
    "BaseCriteria",
    "ContactForm",
    "CorrectionForm",
    "EndOfferForm",
    "InviteForm",
    "ItEndedForm",
    "MembershipForm",
    "NetworkForm",
    "OfferForm",
    "OrganisationForm",
    "PlaceField",
    "PlaceForm",
    "RegisterForm",
    "TeamForm",
    "criteria_forms",
]
