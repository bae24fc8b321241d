"""The conditions of an offer: one fact, one comparison, one value, with a label in both languages.

Which facts may be asked is known by the app that holds them (it registers them in its `receivers.py`):

    criteria.register(AskableFact("employees", NUMBER, _("Salariés")))
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

NUMBER, YES_NO, WORDS = "number", "yes_no", "words"
COMPARISONS: dict[str, Any] = {
    "at_least": gettext_lazy("au moins"),
    "at_most": gettext_lazy("au plus"),
    "in": gettext_lazy("l’un de"),
    "not_in": gettext_lazy("aucun de"),
    "true": gettext_lazy("oui"),
    "false": gettext_lazy("non"),
}
FITTING = {NUMBER: ("at_least", "at_most"), YES_NO: ("true", "false"), WORDS: ("in", "not_in")}
MAX_CRITERIA = 20
# Facts that an offer also states by its own fields.
STAGE, SUBJECTS = "stage", "subjects"

Row = dict[str, Any]


@dataclass(frozen=True)
class AskableFact:
    """A fact of a project that an offer may put a condition on; words have choices, and a single value."""

    key: str
    kind: str
    label: Any
    choices: tuple[tuple[str, Any], ...] = ()

    def word(self, value: Any) -> str:
        """Say a value in the active language."""
        return str(dict(self.choices).get(value, value))


_REGISTRY: dict[str, AskableFact] = {}


def register(fact: AskableFact) -> None:
    """Let offers put conditions on a fact; registering a key twice replaces it."""
    _REGISTRY[fact.key] = fact


def askable() -> list[AskableFact]:
    """Return the facts that a condition may be about, in the order of their registration."""
    return list(_REGISTRY.values())


def fact_of(key: str) -> AskableFact:
    """Return a fact; one that nobody registered is read as words without choices."""
    return _REGISTRY.get(key) or AskableFact(key, WORDS, key)


def complete(row: Row) -> Row:
    """Return the condition with its labels; those left empty are written from what it says."""
    labels = {f"label_{code}": row.get(f"label_{code}") or written(row, code) for code in ("fr", "en")}
    return {"fact": row["fact"], "is": row["is"], "value": row.get("value"), **labels}


def written(row: Row, language: str) -> str:
    """Write the label of a condition in a language."""
    fact = fact_of(row.get("fact", ""))
    value = row.get("value")
    with override(language):
        values = [fact.word(one) for one in value] if isinstance(value, list) else [str(value)]
        said = {"fact": fact.label, "value": ", ".join(values)}
        sentences = {
            "at_least": _("%(fact)s : au moins %(value)s"),
            "at_most": _("%(fact)s : au plus %(value)s"),
            "in": _("%(fact)s : %(value)s"),
            "not_in": _("%(fact)s : sauf %(value)s"),
            "true": _("%(fact)s : oui"),
            "false": _("%(fact)s : non"),
        }
        return sentences.get(row.get("is", ""), "%(fact)s") % said


def problem(row: Row) -> str:
    """Say why a condition cannot be read; empty when it can."""
    kind, test, value = _kind(row), row.get("is"), row.get("value")
    if not row.get("fact") or test not in COMPARISONS:
        return _("Une condition dit une information et une comparaison.")
    if test not in FITTING[kind]:
        words = " / ".join(str(COMPARISONS[one]) for one in FITTING[kind])
        return _("Cette information se compare par : %(words)s.") % {"words": words}
    if kind == NUMBER and not _is_number(value):
        return _("Écrivez un nombre.")
    if kind == WORDS and not (isinstance(value, list) and value):
        return _("Écrivez au moins une valeur.")
    return ""


def contradictions(
    rows: Iterable[Row], *, stages: Iterable[str] = (), subjects: Iterable[str] = ()
) -> list[str]:
    """Say which conditions can never be true: alone, together, or with what the offer itself serves."""
    by_fact: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_fact[row["fact"]].append(row)
    served = {STAGE: list(stages), SUBJECTS: list(subjects)}
    found = []
    for key, same in by_fact.items():
        if _never_true(key, same):
            found.append(_sentence_of(key, same, _never_words(same)))
        elif served.get(key) and _never_served(key, same, served[key]):
            found.append(_sentence_of(key, same, _served_words(key)))
    return found


def _sentence_of(key: str, rows: list[Row], sentence: str) -> str:
    language = get_language() or "fr"
    own = [str(row.get(f"label_{language[:2]}") or written(row, language[:2])) for row in rows]
    return sentence % {"fact": fact_of(key).label, "conditions": " / ".join(own)}


def _never_words(rows: list[Row]) -> str:
    if len(rows) == 1:
        return _("Aucun projet ne peut remplir cette condition : %(conditions)s.")
    return _(
        "Les conditions sur « %(fact)s » se contredisent : aucun projet ne peut les remplir (%(conditions)s)."
    )


def _served_words(key: str) -> str:
    if key == STAGE:
        return _("Aucun des moments du projet que sert l’offre ne remplit cette condition : %(conditions)s.")
    return _("Aucun des sujets de l’offre ne remplit cette condition : %(conditions)s.")


def _kind(row: Row) -> str:
    """Return how a condition is read: by its fact, else by its own comparison."""
    fact = _REGISTRY.get(row.get("fact", ""))
    if fact is not None:
        return fact.kind
    return next((kind for kind, tests in FITTING.items() if row.get("is") in tests), WORDS)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _never_served(key: str, rows: list[Row], served: list[str]) -> bool:
    """Say whether what the offer itself serves makes its conditions impossible."""
    if key == STAGE:  # a project is at one stage, and it is one of those
        return _never_true(key, [*rows, {"fact": key, "is": "in", "value": served}])
    # A project has several subjects, the one of the need among them: not all of the offer's may be excluded.
    excluded = {one for row in rows if row["is"] == "not_in" for one in row.get("value") or ()}
    return set(served) <= excluded


def _never_true(key: str, rows: list[Row]) -> bool:
    values: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        values[row["is"]].append(row.get("value"))
    if values["true"] and values["false"]:
        return True
    if values["at_least"] and values["at_most"] and max(values["at_least"]) > min(values["at_most"]):
        return True
    if values["at_most"] and min(values["at_most"]) < 0:  # every figure of a project is zero or more
        return True
    if not values["in"]:
        choices = {code for code, _label in fact_of(key).choices}
        return bool(choices) and choices <= {one for value in values["not_in"] for one in value}
    # A registered fact of words has one value: it is in all the lists of “in”, and in none of “not in”.
    allowed = set.intersection(*(set(value) for value in values["in"]))
    return not allowed - {one for value in values["not_in"] for one in value}
