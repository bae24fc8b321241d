"""What people choose to receive."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.kernel.fields import field_of


class PreferencesForm(forms.Form):
    """One box per kind of mail that may be refused."""

    events = forms.MultipleChoiceField(
        label=_("Je souhaite recevoir"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **facts: Any) -> None:
        super().__init__(*args, **facts)
        field_of(self, "events", forms.ChoiceField).choices = choices
