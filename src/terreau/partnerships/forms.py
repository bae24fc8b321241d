"""Forms of the partnerships: they parse and validate, actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.council.models import Deliberation
from terreau.council.queries import adopted_or_pending
from terreau.directory.models import Offer, Organisation
from terreau.kernel import clock
from terreau.kernel.fields import field_of, picker
from terreau.partnerships.enums import INDICATOR_VERBS, PartyRole
from terreau.partnerships.models import Charter, Commitment, Evidence, Party


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class CharterForm(forms.ModelForm):
    """The text of a charter."""

    class Meta:
        model = Charter
        fields = ["title", "summary", "preamble", "town_signatory"]
        widgets = {"summary": forms.Textarea({"rows": 3}), "preamble": forms.Textarea({"rows": 10})}


class PartyForm(forms.ModelForm):
    """An organisation in a charter."""

    class Meta:
        model = Party
        fields = ["organisation", "role", "parent", "signing", "represented_by"]

    def __init__(self, *args: Any, charter: Charter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(
            self, "organisation", forms.ModelChoiceField
        ).queryset = Organisation.objects.listed().order_by("sort_name")
        picker(self, "parent").queryset = charter.parties.exclude(role=PartyRole.SUBSIDIARY).select_related(
            "organisation"
        )
        self.fields["signing"].help_text = _("Seule une filiale peut être représentée par sa maison mère.")


class CommitmentForm(forms.ModelForm):
    """What a party promises."""

    indicator_verb = forms.ChoiceField(
        label=_("Ce qui compte de soi-même"),
        required=False,
        choices=[("", _("Rien : seules les réalisations retenues comptent")), *INDICATOR_VERBS.items()],
        help_text=_("Ce que la plateforme compte toute seule pour ce partenaire."),
    )

    class Meta:
        model = Commitment
        fields = [
            "party",
            "form",
            "text",
            "target",
            "unit",
            "indicator_verb",
            "due_on",
            "recurrence",
            "delay_days",
            "is_free",
            "counterpart",
            "offers",
        ]
        widgets = {"text": forms.Textarea({"rows": 3}), "due_on": DateInput()}

    def __init__(self, *args: Any, charter: Charter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        parties = charter.parties.select_related("organisation")
        picker(self, "party").queryset = parties
        organisations = [party.organisation_id for party in parties]
        picker(self, "offers").queryset = Offer.objects.filter(team__organisation__in=organisations).order_by(
            "title"
        )


class DeliberationForm(forms.Form):
    """The deliberation that is to approve a charter."""

    deliberation = forms.ModelChoiceField(Deliberation.objects.none(), label=_("Délibération"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        picker(self, "deliberation").queryset = adopted_or_pending()


class SignatureForm(forms.Form):
    """A signature that the town has seen."""

    represented_by = forms.CharField(
        label=_("Qui a signé"), max_length=160, help_text=_("Prénom, nom et qualité.")
    )
    on = forms.DateField(label=_("Signé le"), widget=DateInput(), initial=clock.today)


class ForceForm(forms.Form):
    """The days between which a charter is in force."""

    on = forms.DateField(label=_("En vigueur depuis le"), widget=DateInput(), initial=clock.today)
    until = forms.DateField(label=_("Jusqu’au"), widget=DateInput(), required=False)


class TerminationForm(forms.Form):
    """Why a charter ends before its term."""

    reason = forms.CharField(label=_("Raison"), widget=forms.Textarea({"rows": 3}), max_length=600)
    on = forms.DateField(label=_("Finie le"), widget=DateInput(), initial=clock.today)


class EvidenceForm(forms.ModelForm):
    """Something done for a commitment."""

    class Meta:
        model = Evidence
        fields = ["text", "quantity", "on"]
        widgets = {"text": forms.Textarea({"rows": 3}), "on": DateInput()}


class DeclineForm(forms.Form):
    """Why an evidence does not count."""

    reason = forms.CharField(
        label=_("Pourquoi cette réalisation ne compte pas"),
        widget=forms.Textarea({"rows": 2}),
        max_length=400,
    )
