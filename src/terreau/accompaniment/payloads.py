"""What an organisation will read of a project: built once, previewed, hashed, stored as it was seen. Pure."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Stage
from terreau.kernel import typography
from terreau.projects.enums import FactKey, LegalForm, Urgency

# The demand makes no sense without them.
REQUIRED = ("title", "summary", "subject", "need", "urgency", "stage", "commune", "partners")
# Sent with the rest, shown to the organisation only once it has said yes.
AFTER_ACCEPTANCE = ("email", "phone")

LABELS = {
    "title": _("Projet"),
    "summary": _("En quelques mots"),
    "subject": _("Besoin"),
    "need": _("Ce qui est demandé"),
    "urgency": _("Urgence"),
    "stage": _("Étape"),
    "commune": _("Commune"),
    "story": _("Récit du projet"),
    "publics": _("Pour qui"),
    "legal_form": _("Statut juridique"),
    "holder": _("Porteur"),
    "partners": _("Organismes qui répondent ensemble"),
    "email": _("Adresse électronique"),
    "phone": _("Téléphone"),
}
CHOICES = {"stage": Stage, "legal_form": LegalForm, "urgency": Urgency}


@dataclass(frozen=True)
class Row:
    """One line of the payload, in the language of the page."""

    key: str
    label: str
    value: str
    is_required: bool
    is_after_acceptance: bool


def build(facts: Mapping[str, Any], hidden: Collection[str]) -> dict[str, Any]:
    """Return the payload: what is known, without what the holder hides."""
    concealed = set(hidden) - set(REQUIRED)
    return {
        key: value for key, value in facts.items() if value not in (None, "", []) and key not in concealed
    }


def digest(payload: Mapping[str, Any]) -> str:
    """Return the imprint of a payload: the same words give the same imprint."""
    text = json.dumps(payload, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rows(payload: Mapping[str, Any], *, accepted: bool = True) -> list[Row]:
    """Return the payload for a page; what waits for the acceptance is left out before it."""
    order = {key: number for number, key in enumerate(LABELS)}
    keys = sorted(payload, key=lambda key: (order.get(key, len(order)), key))
    return [
        Row(key, _label(key), _text(key, payload[key]), key in REQUIRED, key in AFTER_ACCEPTANCE)
        for key in keys
        if accepted or key not in AFTER_ACCEPTANCE
    ]


def _label(key: str) -> str:
    if key in LABELS:
        return str(LABELS[key])
    return str(FactKey(key).label) if key in FactKey.values else key


def _text(key: str, value: Any) -> str:
    if key in CHOICES and value in CHOICES[key].values:
        return str(CHOICES[key](value).label)
    if isinstance(value, bool):
        return str(_("oui")) if value else str(_("non"))
    if isinstance(value, int | float):
        return typography.number(value)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)
