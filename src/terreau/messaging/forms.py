"""What people choose to receive, and when they are away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accounts.models import User
from terreau.kernel.fields import field_of
from terreau.messaging.enums import MailChoice
from terreau.messaging.queries.choosing import usual_or_chosen
from terreau.messaging.registry import Composer, scope_named


class PreferencesForm(forms.Form):
    """One line per kind of mail: when it comes, or not at all."""

    def __init__(
        self, *args: Any, composers: Sequence[Composer], chosen: Mapping[str, str], **facts: Any
    ) -> None:
        super().__init__(*args, **facts)
        for composer in composers:
            self.fields[composer.event] = forms.ChoiceField(
                label=composer.label,
                choices=[(choice, choice.label) for choice in reversed(composer.choices)],
                initial=usual_or_chosen(composer, chosen),
            )


class OrganisationsForm(forms.Form):
    """One line per organisation in which a person works."""

    CHOICES = [
        ("", _("Comme choisi ci-dessus")),
        (MailChoice.DAILY, _("Tout ce qui peut attendre dans le courriel du jour")),
        (MailChoice.NEVER, _("Seulement ce qui ne se refuse pas")),
    ]

    def __init__(
        self, *args: Any, organisations: Sequence[models.Model], chosen: Mapping[str, str], **facts: Any
    ) -> None:
        super().__init__(*args, **facts)
        for organisation in organisations:
            scope = scope_named(organisation)
            self.fields[scope] = forms.ChoiceField(
                label=str(organisation),
                choices=self.CHOICES,
                initial=chosen.get(scope, ""),
                required=False,
            )


class AbsenceForm(forms.Form):
    """From one day to another, and who reads the mails."""

    starts_on = forms.DateField(
        label=_("Premier jour d’absence"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Dernier jour d’absence"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    delegate = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Qui reçoit mes courriels"),
        required=False,
        empty_label=_("Personne : ils m’attendent"),
        help_text=_(
            "Seulement ceux que cette personne a le droit de lire ; les autres attendent votre retour."
        ),
    )

    def __init__(self, *args: Any, delegates: models.QuerySet[User], **facts: Any) -> None:
        super().__init__(*args, **facts)
        field_of(self, "delegate", forms.ModelChoiceField).queryset = delegates
