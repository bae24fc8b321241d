"""Fields that know how people write a place or an organisation."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from terreau.directory.enums import OrganisationState
from terreau.directory.models import Organisation
from terreau.kernel.text import fold
from terreau.territories.models import Territory, searchable
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
    known = Organisation.objects.exclude(state=OrganisationState.MERGED).order_by("pk")
    if siren is None:
        return known.filter(sort_name=fold(text))
    found = known.filter(siren=siren[0])
    named = found.filter(sort_name=fold(re.sub(r"\([\d\s]*\)", "", text)))
    return named if named.exists() else found
