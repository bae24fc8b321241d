"""Forms of the council: they parse and validate, actions decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.accounts.models import User
from terreau.council.enums import Ballot, CastingVote
from terreau.council.models import Assembly, Deliberation, Mandate, Session
from terreau.kernel import clock
from terreau.kernel.fields import picker


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class AssemblyForm(forms.ModelForm):
    """The assembly that deliberates."""

    class Meta:
        model = Assembly
        fields = ["name", "seats", "clear_days"]


class MandateForm(forms.ModelForm):
    """A person takes a seat."""

    email = forms.EmailField(
        label=_("Adresse électronique du compte"),
        required=False,
        help_text=_("Facultatif : relie le mandat au compte de cette personne."),
    )

    class Meta:
        model = Mandate
        fields = ["first_name", "last_name", "capacity", "presides", "since"]
        widgets = {"since": DateInput()}

    def clean_email(self) -> User | None:
        """Return the account behind the address."""
        email = self.cleaned_data["email"].strip().lower()
        if not email:
            return None
        user = User.objects.filter(email=email, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Aucun compte n’a cette adresse."))
        return user


class MandateEndForm(forms.Form):
    """A person leaves a seat."""

    until = forms.DateField(label=_("Dernier jour du mandat"), widget=DateInput(), initial=clock.today)


class SessionForm(forms.ModelForm):
    """When and where the assembly meets."""

    class Meta:
        model = Session
        fields = ["held_on", "starts_at", "place"]
        widgets = {
            "held_on": DateInput(),
            "starts_at": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }


class ConvocationForm(forms.Form):
    """When the convocation left."""

    sent_on = forms.DateField(label=_("Envoyée le"), widget=DateInput(), initial=clock.today)
    urgent = forms.BooleanField(
        label=_("Convocation d’urgence"),
        required=False,
        help_text=_("Un jour franc suffit alors ; le conseil se prononce sur l’urgence à l’ouverture."),
    )


class SecondCallForm(forms.Form):
    """When the assembly meets again after a missing quorum."""

    held_on = forms.DateField(
        label=_("Nouvelle date"), widget=DateInput(), help_text=_("Trois jours au moins après la première.")
    )


class PresenceForm(forms.Form):
    """Who is there when the session opens."""

    present = forms.IntegerField(label=_("Membres présents"), min_value=0, max_value=999)
    proxies = forms.IntegerField(
        label=_("Pouvoirs"),
        min_value=0,
        max_value=999,
        initial=0,
        help_text=_("Absents représentés ; un seul pouvoir par membre présent."),
    )


class DeliberationForm(forms.ModelForm):
    """The text of a draft."""

    considerations = forms.CharField(
        label=_("Visas et considérants"),
        required=False,
        widget=forms.Textarea({"rows": 6}),
        help_text=_("Un par ligne : Vu…, Considérant…"),
    )

    class Meta:
        model = Deliberation
        fields = ["number", "title", "rapporteur", "summary", "note", "considerations", "decision_text"]
        widgets = {
            "title": forms.Textarea({"rows": 2}),
            "summary": forms.Textarea({"rows": 3}),
            "note": forms.Textarea({"rows": 10}),
            "decision_text": forms.Textarea({"rows": 6}),
        }

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("Laissez vide pour le numéro suivant.")
        picker(self, "rapporteur").queryset = session.assembly.mandates.in_office(session.held_on)
        if self.instance.pk:
            self.initial["considerations"] = "\n".join(self.instance.considerations)

    def clean_considerations(self) -> list[str]:
        """Return one line for each."""
        return [line.strip() for line in self.cleaned_data["considerations"].splitlines() if line.strip()]


class VoteForm(forms.Form):
    """The count of a vote."""

    votes_for = forms.IntegerField(label=_("Pour"), min_value=0, max_value=999)
    votes_against = forms.IntegerField(label=_("Contre"), min_value=0, max_value=999, initial=0)
    abstentions = forms.IntegerField(label=_("Abstentions"), min_value=0, max_value=999, initial=0)
    not_taking_part = forms.IntegerField(
        label=_("Ne prennent pas part au vote"), min_value=0, max_value=999, initial=0
    )
    ballot = forms.ChoiceField(label=_("Mode de scrutin"), choices=Ballot.choices)
    casting_vote = forms.ChoiceField(
        label=_("Vote du président de séance"),
        choices=CastingVote.choices,
        required=False,
        help_text=_("En cas de partage égal des voix seulement."),
    )
