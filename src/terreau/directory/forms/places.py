"""Forms of what a team tells of its organisation besides the sheet: places, people, networks."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from terreau.directory.enums import NetworkKind
from terreau.directory.forms.fields import PlaceField
from terreau.directory.forms.hours import WeekForm
from terreau.directory.models import Network, Organisation, Place
from terreau.directory.queries import networks_to_join
from terreau.kernel.fields import picker
from terreau.look.forms import DateInput, DigitsInput
from terreau.territories.enums import TerritoryKind


class PlaceForm(WeekForm, forms.ModelForm):
    """A place besides the main one."""

    commune = PlaceField(kinds=(TerritoryKind.COMMUNE,), required=False, label=gettext_lazy("Commune"))

    class Meta:
        model = Place
        fields = ("name", "address", "postal_code", "commune", "access_note", "lat", "lon")
        widgets = {"postal_code": DigitsInput, "access_note": forms.Textarea(attrs={"rows": 2})}
        help_texts = {
            "name": gettext_lazy("Par exemple « Antenne des Blagis »."),
            "access_note": gettext_lazy("Marche à l’entrée, ascenseur, boucle magnétique, place réservée…"),
            "lat": gettext_lazy("Pour la carte, en degrés : 48,778 par exemple."),
            "lon": gettext_lazy("Pour la carte, en degrés : 2,290 par exemple."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance.pk:
            self.initial["commune"] = self.instance.commune
        self.add_week(self.instance.opening_hours)


class ContactForm(forms.Form):
    """A person to ask whether they accept to be named."""

    name = forms.CharField(label=gettext_lazy("Prénom et nom"), max_length=120)
    role = forms.CharField(
        label=gettext_lazy("Rôle dans la structure"),
        max_length=120,
        help_text=gettext_lazy("Ce que les gens viennent lui demander : « Accueil », « Prêts »…"),
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique de cette personne"),
        help_text=gettext_lazy("Elle y reçoit la demande d’accord. Cette adresse n’est jamais montrée."),
    )


class MembershipForm(forms.Form):
    """A network to which the organisation belongs."""

    network = forms.ModelChoiceField(
        Network.objects.none(), label=gettext_lazy("Réseau"), empty_label=gettext_lazy("Choisir un réseau")
    )
    since = forms.DateField(
        label=gettext_lazy("Membre depuis le"),
        required=False,
        widget=DateInput,
        help_text=gettext_lazy("Laissez vide si vous ne savez pas."),
    )

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        picker(self, "network").queryset = networks_to_join(organisation)


class NetworkForm(forms.Form):
    """Whether an organisation is a network, and of which kind."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Cette structure est-elle un réseau ?"),
        choices=[("", gettext_lazy("Non")), *NetworkKind.choices],
        required=False,
    )
