"""What the officer types about the search."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SynonymsForm(forms.Form):
    """One group of words that mean the same."""

    words = forms.CharField(
        label=_("Mots ou expressions de même sens"),
        max_length=300,
        help_text=_("Séparés par des virgules, par exemple : ressourcerie, recyclerie, récup."),
    )
