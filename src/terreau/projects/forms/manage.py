"""What holders and officers change in the life of a project."""

import datetime as dt
from copy import deepcopy
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.accounts.models import User
from terreau.kernel import clock
from terreau.kernel.fields import picker
from terreau.look.forms import DateInput
from terreau.projects.enums import (
    Carrier,
    ConsentMode,
    ContactPreference,
    LegalForm,
    MemberRole,
    News,
    PublicField,
    Urgency,
)
from terreau.projects.forms.fields import PhoneField, SiretField, SubjectsField
from terreau.projects.forms.intake import FACT_FIELDS, IdeaForm, NeedsForm
from terreau.projects.models import Project
from terreau.projects.queries import followed_by, known_facts, officers_of_the_town


class EditForm(IdeaForm):
    """The description of a project."""

    legal_form = forms.ChoiceField(
        label=_("Statut juridique"),
        choices=[("", _("Je ne sais pas encore")), *LegalForm.choices],
        required=False,
    )
    siret = SiretField(label=_("Numéro SIRET, s’il en a un"))
    carrier = forms.ChoiceField(
        label=_("Projet porté"), choices=[("", _("Pas encore dit")), *Carrier.choices], required=False
    )
    phone = PhoneField(label=_("Téléphone du porteur"), required=False)
    contact_preference = forms.ChoiceField(
        label=_("Préférence de contact"), choices=ContactPreference.choices
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        """Return what the form shows first."""
        return {name: getattr(project, name) for name in cls.base_fields} | {"commune": project.commune.label}


class FactsForm(forms.Form):
    """What is known for the matching; an empty answer is unknown."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields |= {key.value: deepcopy(NeedsForm.base_fields[key.value]) for key in FACT_FIELDS}

    @classmethod
    def initial_of(cls, project: Project) -> dict[str, Any]:
        """Return the facts in force, as the form writes them."""
        words = {True: "yes", False: "no"}
        return {
            fact.key: words[fact.value] if isinstance(fact.value, bool) else fact.value
            for fact in known_facts(project)
        }

    def changed_facts(self) -> dict[str, Any]:
        """Return the facts whose answer is new."""
        known = self.initial
        words = {True: "yes", False: "no"}
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if (words[value] if isinstance(value, bool) else value) != known.get(name)
        }


class NeedForm(forms.Form):
    """One more need."""

    subjects = SubjectsField(label=_("De quoi s’agit-il ?"))
    urgency = forms.ChoiceField(label=_("Quand ?"), choices=Urgency.choices, initial=Urgency.SOON)
    text = forms.CharField(
        label=_("En quelques mots"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PublishForm(forms.Form):
    """What the public may read."""

    fields_shown = forms.MultipleChoiceField(
        label=_("Que montrer, en plus du titre et du résumé ?"),
        choices=PublicField.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Ce que vous ne cochez pas n’apparaît nulle part. Vous pouvez changer d’avis quand vous voulez."
        ),
    )
    until = forms.DateField(
        label=_("Jusqu’à quand ?"),
        required=False,
        widget=DateInput,
        help_text=_(
            "Un an si vous ne dites rien, deux au plus. Un mois avant, nous vous demandons si vous prolongez."
        ),
    )


class InviteForm(forms.Form):
    """Somebody to invite in the team."""

    email = forms.EmailField(label=_("Adresse électronique"), max_length=254)
    role = forms.ChoiceField(label=_("Rôle"), choices=MemberRole.choices, widget=forms.RadioSelect)


class DocumentForm(forms.Form):
    """One file to join; what it is is read in it, whatever its name says."""

    file = forms.FileField(
        label=_("Document à joindre"),
        error_messages={"required": _("Choisissez d’abord un fichier.")},
        help_text=_("PDF, image, texte, tableur : 10 Mo au plus. Lu par votre équipe et par la ville."),
    )


class PauseForm(forms.Form):
    reason = forms.CharField(label=_("Pourquoi cette pause ?"), max_length=1000, required=False)
    until = forms.DateField(
        label=_("Jusqu’à quand ?"),
        required=False,
        widget=DateInput,
        help_text=_("Ce jour-là, nous demanderons des nouvelles. Sans date : dans six mois."),
    )


class ArchiveForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi l’archiver ?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class NewsForm(forms.Form):
    """What a holder answers when asked how it goes."""

    news = forms.ChoiceField(label=_("Où en êtes-vous ?"), choices=News.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Quelques mots, si vous voulez"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Votre référent les lira."),
    )


class CloseForm(forms.Form):
    reason = forms.CharField(
        label=_("Pourquoi le projet se termine-t-il ?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Il vit sa vie, il s’arrête, il change de ville… Quelques mots suffisent."),
    )


class ReferentForm(forms.Form):
    referent = forms.ModelChoiceField(label=_("Référent"), queryset=User.objects.none())

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        picker(self, "referent").queryset = officers_of_the_town()


class HandOverForm(forms.Form):
    """Which projects go to whom, and what the next referent should know."""

    projects = forms.ModelMultipleChoiceField(
        label=_("Projets à confier"),
        queryset=Project.objects.none(),
        to_field_name="reference",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Cochez au moins un projet à confier.")},
    )
    to = forms.ModelChoiceField(
        label=_("Confier à"), queryset=User.objects.none(), empty_label=_("Choisissez une personne")
    )
    note = forms.CharField(
        label=_("Un mot pour la suite"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Où en sont les échanges, ce qui est promis. Seule la ville lira ce mot."),
    )

    def __init__(self, *args: Any, referent: User, **options: Any) -> None:
        super().__init__(*args, **options)
        mine = followed_by(referent)
        picker(self, "projects").queryset = mine
        self.fields["projects"].initial = [project.reference for project in mine]
        picker(self, "to").queryset = officers_of_the_town().exclude(pk=referent.pk)


class ConsentForm(forms.Form):
    consent_mode = forms.ChoiceField(label=_("Accord donné"), choices=ConsentMode.choices)
    consent_on = forms.DateField(label=_("Le"), widget=DateInput)

    def clean_consent_on(self) -> dt.date:
        day = self.cleaned_data["consent_on"]
        if day > clock.today():
            raise forms.ValidationError(_("L’accord ne peut pas porter une date à venir."))
        return day
