"""Fields that know how people write a place, a telephone number, or that they do not know."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from terreau.directory.models import Subject
from terreau.kernel.identifiers import clean_number, validate_siret
from terreau.look.forms import DigitsInput, PhoneInput
from terreau.territories.enums import TerritoryKind
from terreau.territories.models import Territory, searchable
from terreau.territories.queries import members_of, operator, search

PLACES = (TerritoryKind.QUARTER, TerritoryKind.COMMUNE)


class PlaceField(forms.CharField):
    """A commune or a quarter, written as people say it; a clear question when several match."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=160, **options)
        self.widget.attrs |= {"list": "lieux", "autocomplete": "off"}

    def clean(self, value: Any) -> Territory | None:
        text = super().clean(value)
        if not text:
            return None
        name = re.sub(r"\s*\((\d\w?\d*)\)\s*$", r" \1", text).strip()
        found = list(search(name, kinds=PLACES)[:20])
        exact = [place for place in found if text in {place.name, place.label, place.code}]
        exact = exact or [place for place in found if place.search_name == searchable(text)]
        candidates = exact or found
        if len(candidates) > 1:
            candidates = [place for place in candidates if place.pk in local_places()] or candidates
        if len(candidates) == 1:
            return candidates[0]
        if not candidates:
            raise ValidationError(
                _("Nous ne trouvons pas ce lieu. Écrivez le nom de la commune, ou son code postal.")
            )
        raise ValidationError(
            _("Plusieurs lieux portent ce nom. Lequel : %(names)s ?"),
            params={"names": ", ".join(place.label for place in candidates[:6])},
        )


def local_places() -> dict[int, str]:
    """Return the operator's commune and its quarters, by number: what most people mean."""
    town = operator()
    if not town.is_set_up:
        return {}
    places = [town.territory, *members_of(town.territory)]
    return {place.pk: place.label for place in places if place.kind in PLACES}


class PhoneField(forms.CharField):
    """A French or foreign telephone number, kept in one way so that the same number is recognised."""

    widget = PhoneInput

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, **options)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if not text:
            return ""
        digits = re.sub(r"[\s.\-()/\u00a0\u202f]", "", text)
        digits = re.sub(r"^(\+33|0033)0?", "0", digits)
        if not re.fullmatch(r"0\d{9}|\+\d{7,15}", digits):
            raise ValidationError(_("Écrivez un numéro à dix chiffres, ou avec son indicatif (+32…)."))
        return digits


class SiretField(forms.CharField):
    """The fourteen figures of an establishment, as people copy them: with spaces, or not."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=40, required=False, widget=DigitsInput, **options)

    def clean(self, value: Any) -> str:
        text = clean_number(super().clean(value))
        if text:
            validate_siret(text)
        return text


class YesNoUnknownField(forms.TypedChoiceField):
    """Yes, no, or not known yet: the third answer stays unknown."""

    def __init__(self, **options: Any) -> None:
        choices = [("yes", _("Oui")), ("no", _("Non")), ("", _("Je ne sais pas encore"))]
        super().__init__(
            choices=choices,
            coerce=lambda answer: answer == "yes",
            empty_value=None,
            required=False,
            widget=forms.RadioSelect,
            **options,
        )


class NumberField(forms.IntegerField):
    """A number that people may leave empty: unknown, not zero."""

    def __init__(self, *, most: int, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        super().__init__(required=False, min_value=0, max_value=most, widget=widget, **options)

    def to_python(self, value: Any) -> int | None:
        return super().to_python(re.sub(r"[\s\u00a0\u202f€]", "", str(value or "")))


HINTS = {
    "idee": _("savoir si elle tient, à qui en parler"),
    "statut-juridique": _("association, coopérative, société : que choisir ?"),
    "financement": _("prêt, don, subvention, campagne participative"),
    "local": _("un lieu, un bureau, une salle"),
    "strategie": _("à qui vendre, à quel prix, par où commencer"),
    "gestion-comptabilite": _("budget, factures, comptes"),
    "recrutement-benevolat": _("salariés, bénévoles, volontaires"),
    "communication": _("se faire connaître"),
    "formation": _("apprendre un métier, une méthode"),
    "numerique": _("site, outils, données"),
    "partenariats": _("rencontrer d’autres acteurs"),
    "mesure-impact": _("montrer ce que le projet change"),
}


class SubjectsField(forms.ModelMultipleChoiceField):
    """The subjects of the directory, each with a plain explanation."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            queryset=Subject.objects.all(),
            to_field_name="code",
            widget=forms.CheckboxSelectMultiple,
            **options,
        )

    def label_from_instance(self, subject: Subject) -> str:
        hint = HINTS.get(subject.code)
        return _("%(subject)s : %(hint)s") % {"subject": subject, "hint": hint} if hint else str(subject)
