"""The conditions of an offer as rows: a fact, a comparison, a value, two labels that may stay empty."""

import math
import re
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.directory import criteria
from terreau.directory.criteria import COMPARISONS, MAX_CRITERIA, NUMBER, Row
from terreau.kernel.fields import field_of
from terreau.kernel.text import fold

PREFIX = "conditions"
ADD = "add_condition"


class CriterionForm(forms.Form):
    """One condition; without a fact, it is taken away."""

    fact = forms.ChoiceField(label=gettext_lazy("Information sur le projet"), required=False)
    test = forms.ChoiceField(
        label=gettext_lazy("Comparaison"), choices=[("", "–"), *COMPARISONS.items()], required=False
    )
    value = forms.CharField(
        label=gettext_lazy("Valeur"),
        help_text=gettext_lazy("Un nombre, ou des mots séparés par des virgules ; rien pour oui et non."),
        max_length=400,
        required=False,
    )
    label_fr = forms.CharField(
        label=gettext_lazy("Phrase en français"),
        help_text=gettext_lazy("Laissez vide : elle s’écrit toute seule."),
        max_length=200,
        required=False,
    )
    label_en = forms.CharField(label=gettext_lazy("Phrase en anglais"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = [(fact.key, fact.label) for fact in criteria.askable()]
        own = self.initial.get("fact")
        if own and own not in dict(known):
            known.append((own, own))
        field_of(self, "fact", forms.ChoiceField).choices = [("", _("Pas de condition")), *known]

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        if self.errors or not typed.get("fact"):
            return typed
        row = {"fact": typed["fact"], "is": typed["test"], "value": None}
        if typed["test"] not in ("true", "false"):
            row["value"] = self._parse(typed["fact"], typed["test"], typed["value"])
        refusal = criteria.problem(row)
        if refusal and not self.errors:
            self.add_error("value" if typed["test"] else "test", refusal)
        typed["row"] = row | {"label_fr": typed["label_fr"], "label_en": typed["label_en"]}
        return typed

    def _parse(self, key: str, test: str, text: str) -> Any:
        fact = criteria.fact_of(key)
        if fact.kind == NUMBER or test in ("at_least", "at_most"):
            return _number(text)
        codes = {fold(str(label)): code for code, label in fact.choices}
        codes |= {fold(code): code for code, _label in fact.choices}
        words = _split(text)
        unknown = [word for word in words if codes and fold(word) not in codes]
        if unknown:
            accepted = ", ".join(str(label) for _code, label in fact.choices)
            self.add_error(
                "value",
                _("« %(word)s » n’est pas connu. Valeurs possibles : %(accepted)s.")
                % {"word": unknown[0], "accepted": accepted},
            )
        return [codes.get(fold(word), word) for word in words]


class BaseCriteria(forms.BaseFormSet):
    """The rows of one offer."""

    @property
    def rows(self) -> list[Row]:
        """Return the conditions as typed, without the rows left empty."""
        return [form.cleaned_data["row"] for form in self.forms if form.cleaned_data.get("row")]


CriteriaForms = forms.formset_factory(
    CriterionForm, formset=BaseCriteria, extra=1, max_num=MAX_CRITERIA, absolute_max=MAX_CRITERIA + 5
)


def criteria_forms(data: QueryDict, rows: list[Row]) -> BaseCriteria:
    """Return the rows of a draft, bound when they were posted; one more when it was asked for."""
    initial = [_initial(row) for row in rows]
    total = f"{PREFIX}-TOTAL_FORMS"
    posted = data.copy() if total in data else None
    if posted is not None and ADD in posted and str(posted[total]).isdigit():
        posted[total] = str(min(int(str(posted[total])) + 1, MAX_CRITERIA))
    return cast("BaseCriteria", CriteriaForms(posted, prefix=PREFIX, initial=initial))


def _initial(row: Row) -> dict[str, Any]:
    """Return what the row shows: a label that writes itself is left empty, so that it follows the value."""
    fact = criteria.fact_of(row.get("fact", ""))
    value = row.get("value")
    if isinstance(value, list):
        value = ", ".join(fact.word(one) for one in value)
    labels = {
        name: "" if row.get(name) == criteria.written(row, code) else row.get(name, "")
        for name, code in (("label_fr", "fr"), ("label_en", "en"))
    }
    shown = "" if value is None else str(value)
    return {"fact": fact.key, "test": row.get("is", ""), "value": shown, **labels}


def _number(text: str) -> float | int | None:
    clean = "".join(text.split()).replace(",", ".")
    try:
        value = float(clean)
    except ValueError:
        return None
    if not math.isfinite(value):
        return None
    return int(value) if value.is_integer() else value


def _split(text: str) -> list[str]:
    """Split at the commas that are not between brackets (“Société (SAS, SARL…)” is one word)."""
    return [part.strip() for part in re.split(r",(?![^()]*\))", text) if part.strip()]
