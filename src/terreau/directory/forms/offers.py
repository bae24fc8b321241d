"""Forms of the teams and of what they offer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from terreau.directory.enums import OfferState, Stage, TeamRole
from terreau.directory.forms.fields import PlaceField
from terreau.directory.models import Offer, Organisation, Subject, Team
from terreau.kernel import clock
from terreau.kernel.fields import picker
from terreau.look.forms import DateInput, PhoneInput


class TeamForm(forms.ModelForm):
    """A team and its shared inbox."""

    class Meta:
        model = Team
        fields = ("name", "email")
        help_texts = {"email": gettext_lazy("Les demandes y arrivent ; plusieurs personnes peuvent la lire.")}


class AbsenceForm(forms.Form):
    """Days on which a team takes no new request."""

    since = forms.DateField(label=gettext_lazy("Du"), widget=DateInput)
    until = forms.DateField(label=gettext_lazy("Au"), widget=DateInput)


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
            *("contact_phone", "contact_url", "cost_text", "duration_text", "documents_text", "delay_days"),
            *("capacity", "monthly_capacity", "paused_until", "valid_from", "valid_until", "check_every"),
        )
        help_texts = {
            "capacity": gettext_lazy("Au-delà, les nouvelles demandes vont à une autre équipe."),
            "paused_until": gettext_lazy("Une pause : l’offre reste visible, les demandes vont ailleurs."),
            "documents_text": gettext_lazy("Ce que le porteur de projet apporte : budget, statuts, devis…"),
            "check_every": gettext_lazy(
                "À ce rythme, l’équipe reçoit un courriel pour dire si l’offre est toujours exacte."
            ),
        }
        widgets = {
            "summary": forms.Textarea(attrs={"rows": 3}),
            "documents_text": forms.Textarea(attrs={"rows": 2}),
            "paused_until": DateInput,
            "contact_phone": PhoneInput,
            "valid_from": DateInput,
            "valid_until": DateInput,
        }

    def __init__(self, *args: Any, organisation: Organisation, **options: Any) -> None:
        super().__init__(*args, **options)
        picker(self, "team").queryset = organisation.teams.order_by("name")
        picker(self, "team").empty_label = None
        vars(self.fields["contact_url"])["assume_scheme"] = "https"
        self.fields["check_every"].required = False
        if self.instance.pk:
            self.initial["perimeter"] = self.instance.perimeter

    def clean_check_every(self) -> int:
        """Keep the rhythm as it is when the form does not say it."""
        return self.cleaned_data["check_every"] or self.instance.check_every


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


class CorrectionForm(forms.ModelForm):
    """The lines of an offer that change most often, corrected by the team from a link."""

    class Meta:
        model = Offer
        fields = (
            *("summary", "cost_text", "duration_text", "documents_text", "contact_email", "contact_phone"),
            *("contact_url", "delay_days", "capacity", "monthly_capacity", "paused_until", "valid_until"),
        )
        widgets = OfferForm.Meta.widgets

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        vars(self.fields["contact_url"])["assume_scheme"] = "https"


class ItEndedForm(forms.Form):
    """Why an offer does not exist any more."""

    reason = forms.CharField(
        label=gettext_lazy("Pourquoi, en une phrase"),
        help_text=gettext_lazy("Fin d’un financement, nouvelle formule, autre organisme…"),
        max_length=300,
    )
