"""Invented data for the gallery: every component gets its empty, usual, long and excessive case."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.look.forms import DateInput, DigitsInput, PhoneInput

LOOK = Path(__file__).resolve().parent
LONG_WORDS = "Anticonstitutionnellement intergouvernementalisations des établissements socio-médico-éducatifs"
PAGES = {"liste": "look/styleguide/liste.html", "fiche": "look/styleguide/fiche.html"}
ERROR_CODES = [400, 403, 404, 413, 429, 500, 503]
COLOURS = [
    "paper", "sheet", "shade", "rule", "control", "ink-soft", "ink", "leaf", "leaf-deep", "leaf-wash",
    "clay", "clay-wash", "water", "water-wash", "amber", "amber-wash", "brick", "brick-wash",
    "humus", "soil-1", "soil-2", "soil-3", "soil-4", "sprig", "sprig-light", "petal",
]  # fmt: skip


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(
        label=gettext_lazy("Nom de votre projet"),
        max_length=80,
        help_text=gettext_lazy("Quelques mots suffisent, vous pourrez changer d’avis."),
    )
    idea = forms.CharField(
        label=gettext_lazy("Votre idée, comme vous la diriez à une voisine"),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Adresse électronique"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(label=gettext_lazy("Téléphone"), required=False, widget=PhoneInput)
    siret = forms.CharField(
        label=gettext_lazy("SIRET"),
        required=False,
        widget=DigitsInput,
        help_text=gettext_lazy("14 chiffres. Sans structure, laissez vide."),
    )
    start = forms.DateField(label=gettext_lazy("Date souhaitée"), required=False, widget=DateInput)
    subject = forms.ChoiceField(
        label=gettext_lazy("Sujet principal"),
        choices=[("", "…"), ("food", gettext_lazy("Alimentation")), ("repair", gettext_lazy("Réparation"))],
    )
    stage = forms.ChoiceField(
        label=gettext_lazy("Où en êtes-vous ?"),
        widget=forms.RadioSelect,
        choices=[
            ("idea", gettext_lazy("J’ai une idée")),
            ("test", gettext_lazy("J’essaie déjà")),
            ("grow", gettext_lazy("Mon projet tourne et grandit")),
        ],
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("De quoi avez-vous besoin ?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("place", gettext_lazy("Un local")),
            ("money", gettext_lazy("Un financement")),
            ("advice", gettext_lazy("Un conseil")),
        ],
    )
    document = forms.FileField(
        label=gettext_lazy("Document à joindre"),
        required=False,
        help_text=gettext_lazy("PDF ou image, 5 Mo au plus."),
    )
    frozen = forms.CharField(label=gettext_lazy("Commune"), initial="Sceaux", disabled=True, required=False)
    consent = forms.BooleanField(
        label=gettext_lazy("J’accepte que la ville lise ma proposition pour y répondre"),
    )


def form_context(*, refused: bool) -> dict[str, Any]:
    """Return the sample form, empty or refused."""
    form = SampleForm({"email": "camille", "needs": ["place"]}) if refused else SampleForm()
    return {"form": form, "steps": steps()}


def steps() -> list[dict[str, str]]:
    return [
        {"label": _("Votre idée"), "state": "done"},
        {"label": _("Vos besoins"), "state": "current"},
        {"label": _("Vos coordonnées"), "state": "todo"},
    ]


def context(page_number: str | None = None) -> dict[str, Any]:
    """Return what the gallery shows."""
    names = [_("Alimentation"), _("Réparation"), _("Entraide"), LONG_WORDS]
    options = [
        {"value": str(number), "label": name, "count": count, "selected": number == 1}
        for number, (name, count) in enumerate(zip(names, [1250, 12, 0, 3], strict=True))
    ]
    many = [
        {"value": str(number), "label": _("Quartier %(number)d") % {"number": number}, "count": number}
        for number in range(1, 13)
    ]
    return {
        "colours": COLOURS,
        "error_codes": ERROR_CODES,
        "icons": icon_names(),
        "long_words": LONG_WORDS,
        "breadcrumbs": [
            {"label": _("Annuaire"), "url": "#annuaire"},
            {"label": _("La Recyclerie des Blagis"), "url": ""},
        ],
        "facet_options": options,
        "facet_many": many,
        "few_pages": Paginator(range(40), 20).page(1),
        "many_pages": Paginator(range(2000), 20).get_page(page_number or 12),
        "steps": steps(),
        "rows": [
            {"label": _("Porteuse du projet"), "value": _("Camille Martin")},
            {"label": _("Déposé le"), "value": _("mardi 2 décembre 2025")},
            {"label": _("Structure"), "value": LONG_WORDS, "href": "#structure"},
        ],
        "records": range(3),
    }


def icon_names() -> list[str]:
    """Return the icons of the sprite, in order."""
    sprite = (LOOK / "static/vendor/lucide/icons.svg").read_text(encoding="utf-8")
    return re.findall(r'<symbol id="([^"]+)"', sprite)


def mail_context() -> dict[str, Any]:
    """Return what a composer would give for one mail."""
    return {
        "subject": _("Une structure peut vous aider"),
        "title": _("La Recyclerie des Blagis vous répond"),
        "paragraphs": [
            _("Bonjour Camille,"),
            _("Votre projet « Atelier vélo du quartier » a été lu. La Recyclerie propose un rendez-vous."),
            _("Réponse attendue avant le mardi 2 décembre 2025."),
        ],
        "action_label": _("Choisir un rendez-vous"),
        "action_url": "https://terreau.exemple/reponse/exemple/",
        "footer": _("Vous recevez ce message parce que vous avez accepté cette mise en relation."),
        "operator_name": _("Ville de Sceaux"),
        "base_url": "https://terreau.exemple",
    }


def style_fingerprint(html: str) -> str:
    """Return the source expression that allows exactly the style element of this page."""
    style = html.split("<style>", 1)[1].split("</style>", 1)[0]
    return f"'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'"
