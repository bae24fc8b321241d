"""What the officer types to narrow the list of projects."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.projects.queries import ListFilters

LONGEST = 100


class ProjectFilterForm(forms.Form):
    """Reads the address; a value that means nothing narrows nothing."""

    q = forms.CharField(label=_("Titre, référence ou adresse du porteur"), required=False, max_length=LONGEST)

    def filters(self) -> ListFilters:
        """Return the filters of the address, whatever was typed there."""
        self.is_valid()
        return ListFilters(
            state=self._word("state"),
            stage=self._word("stage"),
            subject=self._word("subject"),
            commune=self._word("commune"),
            text=self.cleaned_data.get("q", "").strip(),
            archived=self.data.get("archives") == "1",
        )

    def _word(self, name: str) -> str:
        value: Any = self.data.get(name, "")
        return value[:LONGEST].replace("\x00", "")
