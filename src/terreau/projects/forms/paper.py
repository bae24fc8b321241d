"""The three screens on paper: the questions are read from the screens themselves, so that none differs."""

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.projects.forms.fields import YesNoUnknownField
from terreau.projects.forms.intake import SCREENS, consent_text
from terreau.territories.queries import operator


def paper_form() -> dict[str, Any]:
    """Return what the form says: every question of the three screens, read from the screens themselves."""
    town = operator()
    ways = [town.contact_email, town.phone, " ".join(town.address.split())]
    return {
        "title": _("Proposer un projet"),
        "lead": _("Le même formulaire qu’en ligne. Laissez vide ce que vous ne savez pas encore."),
        "lang": (get_language() or "fr")[:2],
        "operator": town.name,
        "optional": _("facultatif"),
        "sections": [
            {"title": title, "questions": questions_of(SCREENS[screen]())}
            for screen, title in (("idea", _("Mon idée")), ("needs", _("Mes besoins")), ("me", _("Moi")))
        ],
        "consent_title": _("Mon accord"),
        "consent": consent_text(),
        "signature": [_("Date"), _("Signature")],
        "send_title": _("Où l’envoyer, où le déposer"),
        "send": [way for way in ways if way]
        or [_("À l’accueil de %(town)s, qui le saisit avec vous.") % {"town": town.name}],
    }


def questions_of(form: forms.Form) -> list[dict[str, Any]]:
    """Return the questions of one screen as paper asks them; the agreement has its own place at the end."""
    return [
        {
            "key": name,
            "label": str(field.label),
            "help": str(field.help_text),
            "optional": not field.required,
            "choices": _choices(field),
            "narrow": isinstance(field, YesNoUnknownField),
            "lines": int(field.widget.attrs.get("rows", 1)),
        }
        for name, field in form.fields.items()
        if name != "consent"
    ]


def _choices(field: Any) -> list[str]:
    choices = getattr(field, "choices", None)
    return [str(label) for _value, label in choices] if choices is not None else []
