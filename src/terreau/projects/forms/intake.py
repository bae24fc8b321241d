"""The three screens of a proposal, and what they become."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import Stage
from terreau.kernel import clock
from terreau.look.forms import DateInput, DigitsInput
from terreau.projects.actions import NeedFacts, Proposal
from terreau.projects.enums import Carrier, ConsentMode, ContactPreference, FactKey, LegalForm, Urgency
from terreau.projects.forms.fields import (
    NumberField,
    PhoneField,
    PlaceField,
    SiretField,
    SubjectsField,
    YesNoUnknownField,
)
from terreau.territories.queries import operator

STAGE_WORDS = [
    (Stage.IDEA, _("J’ai une idée")),
    (Stage.STUDY, _("J’étudie si elle tient")),
    (Stage.CREATION, _("Je suis en train de créer l’activité")),
    (Stage.DEVELOPMENT, _("L’activité existe et se développe")),
    (Stage.SPREAD, _("Elle marche : je veux l’étendre ailleurs")),
    (Stage.STOP, _("Je pense arrêter ou transmettre")),
]

FACT_FIELDS = (
    FactKey.AMOUNT_SOUGHT,
    FactKey.HEADCOUNT,
    FactKey.EMPLOYEES,
    FactKey.ACCOUNTS_YEARS,
    FactKey.HAS_PREMISES,
    FactKey.POSTAL_WORKER,
    FactKey.CAMPAIGN_READY,
)


def consent_text() -> str:
    """The sentence to which the holder agrees, kept word for word."""
    return gettext(
        "J’accepte que %(town)s lise mon projet, le suive et me réponde. Rien n’est transmis à un "
        "partenaire sans que je l’aie vu et accepté."
    ) % {"town": operator().name}


class ScreenForm(forms.Form):
    """One screen: some fields stand out, the others wait in a fold."""

    folded: tuple[str, ...] = ()

    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.folded]

    def folded_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.folded]

    def has_folded_answers(self) -> bool:
        return any(self[name].value() or self[name].errors for name in self.folded)

    def answers(self) -> dict[str, Any]:
        """Return what was typed, valid or not."""
        return {
            name: field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)) or ""
            for name, field in self.fields.items()
        }


class IdeaForm(ScreenForm):
    """Screen 1: my idea."""

    title = forms.CharField(
        label=_("Le nom de votre projet"),
        max_length=120,
        help_text=_("Même provisoire. Par exemple : Atelier vélo des Blagis."),
    )
    summary = forms.CharField(
        label=_("En quelques mots"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Deux ou trois phrases, comme à un voisin. 400 signes au plus."),
    )
    stage = forms.ChoiceField(label=_("Où en êtes-vous ?"), choices=STAGE_WORDS, widget=forms.RadioSelect)
    publics = forms.CharField(
        label=_("Pour qui ?"),
        max_length=300,
        required=False,
        help_text=_("Par exemple : les familles du quartier, les demandeurs d’emploi, tout le monde."),
    )
    commune = PlaceField(label=_("Dans quelle commune ou quel quartier ?"))
    story = forms.CharField(
        label=_("Vous voulez en dire plus ?"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("D’où vient l’idée, ce que vous avez déjà fait. Seule la ville lira ce texte."),
    )


class NeedsForm(ScreenForm):
    """Screen 2: my needs."""

    folded = ("siret", *(key.value for key in FACT_FIELDS))

    subjects = SubjectsField(
        label=_("De quoi avez-vous besoin ?"),
        error_messages={"required": _("Cochez au moins une case, même si ce n’est pas tout à fait ça.")},
    )
    urgency = forms.ChoiceField(
        label=_("Quand ?"), choices=Urgency.choices, initial=Urgency.SOON, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("Avec vos mots"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Ce qui vous bloque, ce que vous cherchez."),
    )
    legal_form = forms.ChoiceField(
        label=_("Le projet a-t-il un statut juridique ?"),
        choices=[("", _("Je ne sais pas encore")), *LegalForm.choices],
        required=False,
        help_text=_("N’en avoir aucun convient très bien."),
    )
    siret = SiretField(
        label=_("Numéro SIRET, s’il en a un"),
        help_text=_("Quatorze chiffres. Un projet sans SIRET est tout aussi bienvenu."),
    )
    amount_sought = NumberField(label=_("Somme recherchée, en euros"), most=100_000_000)
    headcount = NumberField(label=_("Combien de personnes portent le projet ?"), most=10_000)
    employees = NumberField(label=_("Combien de salariés ?"), most=100_000)
    accounts_years = NumberField(label=_("Combien de bilans déjà clos ?"), most=200)
    has_premises = YesNoUnknownField(label=_("Avez-vous déjà un local ?"))
    postal_worker = YesNoUnknownField(label=_("Travaillez-vous à La Poste ?"))
    campaign_ready = YesNoUnknownField(label=_("Êtes-vous prêt à lancer une campagne de dons ?"))


class HolderForm(ScreenForm):
    """Who carries the project, and how to reach them."""

    first_name = forms.CharField(
        label=_("Prénom"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Nom"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    carrier = forms.ChoiceField(
        label=_("Vous portez ce projet"), choices=Carrier.choices, required=False, widget=forms.RadioSelect
    )
    email = forms.EmailField(
        label=_("Adresse électronique"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = PhoneField(label=_("Téléphone"), required=False)
    contact_preference = forms.ChoiceField(
        label=_("Comment préférez-vous que l’on vous joigne ?"),
        choices=ContactPreference.choices,
        initial=ContactPreference.EMAIL,
        widget=forms.RadioSelect,
    )

    def clean_email(self) -> str:
        return self.cleaned_data["email"].strip().lower()

    def clean(self) -> dict[str, Any]:
        facts = super().clean() or self.cleaned_data
        wants_phone = facts.get("contact_preference") == ContactPreference.PHONE
        if wants_phone and not facts.get("phone") and "phone" not in self.errors:
            self.add_error("phone", _("Écrivez votre numéro pour que l’on vous appelle."))
        return facts


class MeForm(HolderForm):
    """Screen 3: me, and my agreement."""

    consent = forms.BooleanField(
        error_messages={"required": _("Sans votre accord, la ville ne peut pas lire votre projet.")}
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consent"].label = consent_text()


SCREENS: dict[str, type[ScreenForm]] = {"idea": IdeaForm, "needs": NeedsForm, "me": MeForm}


class CodeForm(forms.Form):
    """The code received by mail."""

    code = forms.CharField(
        label=_("Code reçu par courriel"),
        max_length=12,
        widget=DigitsInput(attrs={"autocomplete": "one-time-code"}),
        help_text=_("Six chiffres. Regardez aussi dans les messages indésirables."),
    )


class LaterForm(forms.Form):
    """Where to send the link that reopens a proposal."""

    later_email = forms.EmailField(
        label=_("Votre adresse électronique"),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("Nous vous envoyons un lien qui rouvre cette page avec tout ce que vous avez écrit."),
    )


class EntryForm(IdeaForm, NeedsForm, HolderForm):
    """The same questions on one page, typed by an officer who has the holder on the telephone."""

    folded = NeedsForm.folded

    consent_mode = forms.ChoiceField(
        label=_("Comment le porteur a-t-il donné son accord ?"),
        choices=[("", _("Pas encore")), *((mode.value, mode.label) for mode in ConsentMode)],
        required=False,
        help_text=_("Sans accord noté, le projet ne pourra être transmis à personne."),
    )
    consent_on = forms.DateField(label=_("Le"), required=False, widget=DateInput)

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        mode, day = facts.get("consent_mode"), facts.get("consent_on")
        if mode and day is None and "consent_on" not in self.errors:
            self.add_error("consent_on", _("Indiquez le jour où l’accord a été donné."))
        if day and not mode:
            self.add_error("consent_mode", _("Indiquez comment l’accord a été donné."))
        if day and day > clock.today():
            self.add_error("consent_on", _("L’accord ne peut pas porter une date à venir."))
        return facts


def proposal_from(facts: dict[str, Any], *, consent_mode: str, consent_on: dt.date | None) -> Proposal:
    """Return the proposal that valid screens say."""
    needs = tuple(
        # What was written in the holder's own words goes with each need: it explains them all.
        NeedFacts(subject, facts["urgency"], facts["text"])
        for subject in facts["subjects"]
    )
    same = (
        "title",
        "summary",
        "story",
        "stage",
        "commune",
        "publics",
        "legal_form",
        "phone",
        "siret",
        "carrier",
    )
    return Proposal(
        **{name: facts[name] for name in same},
        email=facts["email"],
        first_name=facts["first_name"],
        last_name=facts["last_name"],
        contact_preference=facts["contact_preference"],
        needs=needs,
        facts={key.value: facts[key] for key in FACT_FIELDS if facts[key] is not None},
        language=(get_language() or "fr")[:2],
        consent_text=consent_text() if consent_mode else "",
        consent_mode=consent_mode,
        consent_on=consent_on,
    )
