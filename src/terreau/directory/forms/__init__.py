"""Forms of the directory: they parse and check, actions write."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.directory.enums import Label, OfferState, Stage, TeamRole
from terreau.directory.forms.criteria import ADD, BaseCriteria, criteria_forms
from terreau.directory.models import Offer, Organisation, Subject, Team
from terreau.kernel import clock
from terreau.kernel.fields import picker
from terreau.kernel.text import fold
from terreau.look.forms import DateInput, DigitsInput, PhoneInput
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory, searchable
from terreau.territories.opening_hours import WEEKDAYS, HoursRefused, OpeningHours
from terreau.territories.queries import search_territories

CHOICES_TOLD = 6


class PlaceField(forms.CharField):
    """A territory written by its name (and a code when several have the same name)."""

    def __init__(self, *, kinds: tuple[str, ...] = (), **options: Any) -> None:
        self.kinds = kinds
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        return value.label if isinstance(value, Territory) else value

    def clean(self, value: Any) -> Territory | None:
        text = super().clean(value)
        if not text:
            return None
        wanted = re.sub(r"[()]", " ", text)
        found = list(search_territories(wanted, kinds=self.kinds)[:CHOICES_TOLD])
        name = searchable(re.sub(r"\s*\d\w*\s*$", "", wanted))
        exact = [place for place in found if place.search_name == name] or found
        if not exact:
            raise ValidationError(
                _("Nous ne connaissons pas ce lieu : écrivez le nom d’une commune ou d’un territoire.")
            )
        if len(exact) > 1 and not self._is_clear(exact, text):
            names = ", ".join(f"{place.name} ({place.code})" for place in exact)
            raise ValidationError(
                _("Plusieurs lieux portent ce nom, précisez : %(names)s.") % {"names": names}
            )
        return exact[0]

    def _is_clear(self, places: list[Territory], text: str) -> bool:
        return places[0].label == text.strip() and places[1].label != text.strip()


class OrganisationField(forms.CharField):
    """An organisation of the directory, written by its name or its SIREN."""

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, Organisation):
            return value
        return f"{value.name} ({value.siren})" if value.siren else value.name

    def clean(self, value: Any) -> Organisation | None:
        text = super().clean(value)
        if not text:
            return None
        found = list(_organisations_called(text)[:CHOICES_TOLD])
        if not found:
            raise ValidationError(
                _("Nous ne connaissons pas cette structure : écrivez son nom exact, ou son SIREN.")
            )
        if len(found) > 1:
            names = ", ".join(f"{one.name} ({one.siren or one.postal_code})" for one in found)
            raise ValidationError(
                _("Plusieurs structures répondent à ce nom, précisez : %(names)s.") % {"names": names}
            )
        return found[0]


def _organisations_called(text: str) -> Any:
    """Return the organisations with this SIREN or this name; both when both are written and agree."""
    siren = re.search(r"\d{9}", re.sub(r"(?<=\d)\s(?=\d)", "", text))
    if siren is None:
        return Organisation.objects.filter(sort_name=fold(text)).order_by("pk")
    found = Organisation.objects.filter(siren=siren[0]).order_by("pk")
    named = found.filter(sort_name=fold(re.sub(r"\([\d\s]*\)", "", text)))
    return named if named.exists() else found


class OrganisationForm(forms.ModelForm):
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
        for day, name in enumerate(WEEKDAYS, 1):
            slots = self.instance.opening_hours.get(str(day), [])
            self.fields[f"hours_{day}"] = forms.CharField(
                label=str(name).capitalize(),
                required=False,
                initial=", ".join(f"{start}-{end}" for start, end in slots),
                help_text=_("Par exemple 09:00-12:00, 14:00-18:00.") if day == 1 else "",
            )

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        week: dict[str, Any] = {}
        for day in range(1, 8):
            written = facts.pop(f"hours_{day}", "")
            slots = [re.split(r"\s*[-–]\s*", slot.strip()) for slot in written.split(",") if slot.strip()]
            try:
                week |= OpeningHours.from_json({str(day): slots}).to_json()
            except HoursRefused as refusal:
                self.add_error(f"hours_{day}", str(refusal))
        facts["opening_hours"] = week
        return facts


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
        help_text=gettext_lazy("Un CSV d’une source connue, de 100 Mo au plus, tel que vous l’avez reçu."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
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
    "EndOfferForm",
    "InviteForm",
    "OfferForm",
    "OrganisationForm",
    "PlaceField",
    "RegisterForm",
    "TeamForm",
    "criteria_forms",
]
