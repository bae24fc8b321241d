"""What the columns of a table mean, as somebody says it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.directory.sources.spreadsheet import FIELDS

# One sentence for each meaning: what the cells hold, and what happens when they do not.
EXPLAINED: dict[str, Any] = {
    "name": gettext_lazy("Le nom sous lequel la structure est connue. Sans lui, la ligne est refusée."),
    "siret": gettext_lazy("14 chiffres, vérifiés par leur clé. Un numéro abîmé (3,26E+13) est refusé."),
    "siren": gettext_lazy("9 chiffres, vérifiés par leur clé ; inutile quand le SIRET est là."),
    "rna": gettext_lazy("W suivi de 9 chiffres : le numéro d’une association."),
    "acronym": gettext_lazy("Le sigle, de 40 signes au plus."),
    "family": gettext_lazy("Association, coopérative, mutuelle, fondation, collectivité… en toutes lettres."),
    "summary": gettext_lazy("Une ou deux phrases, 400 signes au plus ; la suite est coupée."),
    "website": gettext_lazy("Une adresse qui commence par http ; les autres sont laissées de côté."),
    "email": gettext_lazy("L’adresse publique de la structure, pas celle d’une personne."),
    "phone": gettext_lazy("Le numéro public de la structure."),
    "address": gettext_lazy("Le numéro et la rue, sans le code postal."),
    "postal_code": gettext_lazy("5 chiffres ; un zéro perdu au début est rendu."),
    "commune": gettext_lazy("Le nom de la commune : avec le code postal, il place la structure."),
    "lat": gettext_lazy("En degrés, par exemple 48,7786."),
    "lon": gettext_lazy("En degrés, par exemple 2,2906."),
    "as_of": gettext_lazy("Le jour dont parle la ligne ; entre deux sources, la plus récente l’emporte."),
}


class MappingForm(forms.Form):
    """One choice for each column: what it means, or nothing."""

    def __init__(self, *args: Any, columns: list[str], meanings: dict[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.columns = columns
        choices = [("", _("Ne pas reprendre")), *((name, label) for name, (label, _titles) in FIELDS.items())]
        for place, column in enumerate(columns):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                choices=choices,
                required=False,
                label=column or _("Colonne %(number)d, sans titre") % {"number": place + 1},
                initial=meanings.get(column, ""),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        said = list(self.meanings().values())
        twice = sorted({str(FIELDS[name][0]) for name in said if said.count(name) > 1})
        if twice:
            words = _("Deux colonnes ne peuvent pas avoir le même sens : %(names)s.")
            raise forms.ValidationError(words % {"names": ", ".join(twice)})
        if "name" not in said:
            raise forms.ValidationError(_("Dites quelle colonne contient le nom de la structure."))
        return cleaned

    def meanings(self) -> dict[str, str]:
        """The columns that mean something."""
        pairs = ((column, self.cleaned_data.get(f"column_{n}", "")) for n, column in enumerate(self.columns))
        return {column: name for column, name in pairs if name}


def explanations() -> list[tuple[str, str]]:
    """What each meaning asks of the cells, for the page."""
    return [(str(label), str(EXPLAINED[name])) for name, (label, _titles) in FIELDS.items()]
