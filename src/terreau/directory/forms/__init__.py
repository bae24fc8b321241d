"""Forms of the directory: they parse and check, actions write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from terreau.directory.enums import Label, OfferState, Stage, TeamRole
from terreau.directory.forms.criteria import ADD, BaseCriteria, criteria_forms
from terreau.directory.forms.fields import OrganisationField, PlaceField
from terreau.directory.forms.hours import WeekForm
from terreau.directory.forms.places import ContactForm, MembershipForm, NetworkForm, PlaceForm
from terreau.directory.models import Offer, Organisation, Subject, Team
from terreau.kernel import clock
from terreau.kernel.fields import picker
from terreau.look.forms import DateInput, DigitsInput, PhoneInput
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


class TeamForm(forms.ModelForm):
    """A team and its shared inbox."""

    class Meta:
        model = Team
        fields = ("name", "email")
        help_texts = {"email": gettext_lazy("Les demandes y arrivent ; plusieurs personnes peuvent la lire.")}


class InviteForm(forms.Form):
    """A person to put in a team."""

    email = forms.EmailField(label=gettext_lazy("Adresse électronique"))
    first_name = forms.CharField(label=gettext_lazy("Prénom"), max_length=80, required=False)
    last_name = forms.CharField(label=gettext_lazy("Nom"), max_length=80, required=False)
    role = forms.ChoiceField(
        label=gettext_lazy("Rôle dans l’équipe"), choices=TeamRole, initial=TeamRole.MEMBER
    )


class OfferForm(forms.ModelForm):
    """What a team offers, to whom, where, how fast."""

    subjects = forms.ModelMultipleChoiceField(
        Subject.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Sujets traités"),
    )
    stages = forms.MultipleChoiceField(
        choices=Stage,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Moments du projet"),
        help_text=gettext_lazy("Ne cochez rien si l’offre convient à tous les moments."),
    )
    perimeter = PlaceField(
        required=False,
        label=gettext_lazy("Territoire couvert"),
        help_text=gettext_lazy(
            "Une commune, une intercommunalité, un département, une région ou « France »."
        ),
    )

    class Meta:
        model = Offer
        fields = (
            *("team", "kind", "title", "summary", "subjects", "stages", "perimeter", "contact_email"),
            *("contact_phone", "contact_url", "cost_text", "delay_days", "capacity", "valid_from"),
            "valid_until",
        )
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "contact_phone": PhoneInput,
            "valid_from": DateInput,
            "valid_until": DateInput,
        }

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        picker(self, "team").queryset = organisation.teams.order_by("name")
        picker(self, "team").empty_label = None
        vars(self.fields["contact_url"])["assume_scheme"] = "https"
        if self.instance.pk:
            self.initial["perimeter"] = self.instance.perimeter


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


class EndOfferForm(forms.Form):
    """When an offer ended, why, and which one takes over."""

    on = forms.DateField(label=gettext_lazy("Dernier jour"), widget=DateInput)
    reason = forms.CharField(
        label=gettext_lazy("Pourquoi"),
        help_text=gettext_lazy("Une phrase, lue par la ville : fin d’un financement, nouvelle formule…"),
        max_length=300,
    )
    successor = forms.ModelChoiceField(
        Offer.objects.none(),
        required=False,
        label=gettext_lazy("Remplacée par"),
        empty_label=gettext_lazy("Aucune offre"),
    )

    def __init__(self, *args: Any, offer: Offer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["on"].initial = clock.today()
        others = Offer.objects.filter(team__organisation=offer.team.organisation_id).exclude(pk=offer.pk)
        picker(self, "successor").queryset = others.exclude(state=OfferState.ENDED).order_by("title", "pk")


__all__ = [
    "ADD",
    "BaseCriteria",
    "ContactForm",
    "EndOfferForm",
    "InviteForm",
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
