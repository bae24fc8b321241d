"""What people choose to receive, and when they are away."""

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accounts.models import User
from terreau.kernel.fields import field_of


class PreferencesForm(forms.Form):
    """One box per kind of mail that may be refused."""

    events = forms.MultipleChoiceField(
        label=_("Je souhaite recevoir"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        field_of(self, "events", forms.ChoiceField).choices = choices


class AbsenceForm(forms.Form):
    """From one day to another, and who reads the mails."""

    starts_on = forms.DateField(
        label=_("Premier jour d’absence"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Dernier jour d’absence"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    delegate = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Qui reçoit mes courriels"),
        required=False,
        empty_label=_("Personne : ils m’attendent"),
        help_text=_(
            "Seulement ceux que cette personne a le droit de lire ; les autres attendent votre retour."
        ),
    )

    def __init__(self, *args: Any, delegates: models.QuerySet[User], **facts: Any) -> None:
        super().__init__(*args, **facts)
        field_of(self, "delegate", forms.ModelChoiceField).queryset = delegates
