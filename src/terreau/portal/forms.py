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


class SearchForm(forms.Form):
    """What is looked for on the whole site; a value that means nothing asks for nothing."""

    def asked(self) -> dict[str, Any]:
        """Return the words, the kind and the page of the address."""
        page = self.data.get("page", "1")
        return {
            "text": self.data.get("q", ""),
            "kind": self.data.get("genre", "")[:LONGEST].replace("\x00", ""),
            "page": int(page) if page.isascii() and page.isdigit() and 0 < len(page) < 7 and int(page) else 1,
            "exact": self.data.get("exact") == "1",
        }
