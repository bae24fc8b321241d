"""One line of an explanation: a criterion that is met, failed or not known, in words."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from terreau.accompaniment.matching.inputs import Criterion
from terreau.accompaniment.matching.room import Room
from terreau.kernel.truth import Truth
from terreau.kernel.typography import date_in_words

SUBJECT, PERIMETER, STAGE, VALIDITY, CAPACITY, RULE = (
    "subject",
    "perimeter",
    "stage",
    "validity",
    "capacity",
    "rule",
)

QUESTIONS = {
    "stage": gettext_lazy("À quelle étape en est le projet ?"),
    "commune": gettext_lazy("Dans quelle commune le projet se fera-t-il ?"),
    "legal_form": gettext_lazy("Quelle est la forme juridique du projet, ou celle envisagée ?"),
    "publics": gettext_lazy("À quels publics le projet s’adresse-t-il ?"),
    "subjects": gettext_lazy("Sur quels sujets porte le projet ?"),
    "amount_sought": gettext_lazy("Quelle somme le projet recherche-t-il ?"),
    "headcount": gettext_lazy("Combien de personnes portent le projet ?"),
    "employees": gettext_lazy("Combien de personnes le projet emploie-t-il ?"),
    "has_premises": gettext_lazy("Le projet a-t-il déjà un local ?"),
    "postal_worker": gettext_lazy("Une personne du projet travaille-t-elle à La Poste ?"),
    "accounts_years": gettext_lazy("Combien de bilans annuels sont clos ?"),
    "campaign_ready": gettext_lazy("La présentation d’une collecte est-elle prête ?"),
}

MET = {
    SUBJECT: gettext_lazy("L’offre porte sur le sujet du besoin."),
    PERIMETER: gettext_lazy("L’offre couvre la commune du projet (%(place)s)."),
    STAGE: gettext_lazy("L’offre s’adresse aux projets à cette étape."),
    VALIDITY: gettext_lazy("L’offre est ouverte aujourd’hui."),
    CAPACITY: gettext_lazy("L’équipe a de la place pour un nouveau projet."),
    RULE: gettext_lazy("%(label)s : oui."),
}
FAILED = {
    SUBJECT: gettext_lazy("L’offre porte sur un autre sujet."),
    PERIMETER: gettext_lazy("L’offre est réservée à un autre territoire (%(place)s)."),
    STAGE: gettext_lazy("L’offre s’adresse aux projets à une autre étape."),
    VALIDITY: gettext_lazy("L’offre n’est pas ouverte aujourd’hui (%(dates)s)."),
    RULE: gettext_lazy("%(label)s : non."),
}
UNKNOWN = {
    PERIMETER: gettext_lazy("À confirmer : la commune du projet (l’offre couvre %(place)s)."),
    STAGE: gettext_lazy("À confirmer : l’étape du projet."),
    RULE: gettext_lazy("À confirmer : %(label)s."),
}
VISIBLE_IF = {
    SUBJECT: gettext_lazy("si le besoin portait sur un sujet de cette offre"),
    PERIMETER: gettext_lazy("si le projet se faisait sur ce territoire : %(place)s"),
    STAGE: gettext_lazy("si le projet était à une étape que l’offre accompagne"),
    VALIDITY: gettext_lazy("si la date était dans la période d’ouverture (%(dates)s)"),
    RULE: gettext_lazy("si ce critère était rempli : %(label)s"),
}


KIND_WORDS = {
    SUBJECT: gettext_lazy("Le sujet"),
    PERIMETER: gettext_lazy("Le territoire"),
    STAGE: gettext_lazy("L’étape du projet"),
}


@dataclass(frozen=True)
class Line:
    """One criterion with its truth, the fact behind it, and what is needed to say it in words."""

    kind: str
    truth: Truth
    fact: str
    place: str = ""
    room: Room = field(default=Room())
    dates: tuple[dt.date | None, dt.date | None] = (None, None)
    criterion: Criterion | None = field(default=None)

    @property
    def sentence(self) -> str:
        """Say the criterion and its truth, in the active language."""
        if self.kind == CAPACITY and self.truth is Truth.NO:
            return self.room.sentence
        words = {Truth.YES: MET, Truth.NO: FAILED, Truth.UNKNOWN: UNKNOWN}[self.truth]
        return str(words[self.kind]) % self._words()

    @property
    def question(self) -> str:
        """Return the question that would settle the criterion; empty when it is settled."""
        if self.truth is not Truth.UNKNOWN:
            return ""
        return question_on(self.fact, self._label())

    @property
    def visible_if(self) -> str:
        """Say what would have to be otherwise for this criterion to be met; empty unless it failed."""
        if self.truth is not Truth.NO:
            return ""
        if self.kind == CAPACITY:
            return self.room.visible_if
        return str(VISIBLE_IF[self.kind]) % self._words()

    def _label(self) -> str:
        return label_of_rule(self.criterion) if self.criterion else ""

    def _words(self) -> dict[str, Any]:
        return {
            "label": self._label(),
            "place": self.place,
            "dates": _period(*self.dates),
        }


def label_of_rule(criterion: Criterion) -> str:
    """Return what a rule asks, in the active language when it was written in it."""
    label = criterion.label_en if get_language() == "en" else criterion.label_fr
    return (label or criterion.label_fr or criterion.fact).rstrip(" .?")


def label_of_line(stored: Mapping[str, Any]) -> str:
    """Name a criterion as it was stored: by its rule, or by what every offer says."""
    if stored["kind"] == RULE:
        return label_of_rule(Criterion.read(dict(stored)))
    return str(KIND_WORDS.get(stored["kind"], stored["fact"]))


def question_on(fact: str, label: str = "") -> str:
    """Return the plain question about a fact; a fact of a town's own rules is asked by its label."""
    known = QUESTIONS.get(fact)
    return str(known) if known else _("Pouvez-vous préciser : %(label)s ?") % {"label": label or fact}


def _period(since: dt.date | None, until: dt.date | None) -> str:
    words = []
    if since:
        words.append(_("à partir du %(date)s") % {"date": date_in_words(since)})
    if until:
        words.append(_("jusqu’au %(date)s") % {"date": date_in_words(until)})
    return ", ".join(words)
