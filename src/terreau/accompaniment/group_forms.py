"""What people type about a group answer; parsed here, decided by the actions."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.circles import group_choices_for
from terreau.accompaniment.forms import MessageForm, _area, _keys
from terreau.kernel.fields import field_of
from terreau.look.forms import DateInput


class GroupForm(forms.Form):
    """The organisations that would answer together, and the one that leads."""

    members = forms.Field(required=False, widget=forms.MultipleHiddenInput)
    lead = forms.IntegerField(
        required=False, error_messages={"invalid": _("Nommez le chef de file parmi les organismes choisis.")}
    )
    word = forms.CharField(label=_("Un mot au porteur"), max_length=1000, required=False, widget=_area(2))

    def clean_members(self) -> frozenset[int]:
        return _keys(self.cleaned_data["members"])


class WishAnswerForm(forms.Form):
    """What the town answers about a partner that an organisation proposed."""

    answer = forms.CharField(label=_("Réponse à l’organisme"), max_length=1000, widget=_area(2))


class WishForm(forms.Form):
    """A partner that an organisation would like, and why."""

    partner = forms.CharField(label=_("Organisme avec qui vous aimeriez répondre"), max_length=200)
    reason = forms.CharField(
        label=_("Ce qu’il apporterait"),
        help_text=_("Lu par la ville seulement. Rien ne part vers cet organisme sans l’accord du porteur."),
        max_length=1000,
        widget=_area(2),
    )


class LeadForm(forms.Form):
    """The organisation that leads from now on, and the one that led when the page was shown."""

    lead = forms.ChoiceField(label=_("Nouveau chef de file"), widget=forms.RadioSelect)
    instead_of = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, others: Sequence[tuple[int, str]], now: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "lead", forms.ChoiceField).choices = list(others)
        self.fields["instead_of"].initial = now

    def clean_lead(self) -> int:
        return int(self.cleaned_data["lead"])


class WidenForm(forms.Form):
    """One more organisation for a group."""

    member = forms.ChoiceField(label=_("Organisme qui aide déjà sur ce besoin"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, helping: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field_of(self, "member", forms.ChoiceField).choices = list(helping)

    def clean_member(self) -> int:
        return int(self.cleaned_data["member"])


class NewsForm(forms.Form):
    """Where the group is, and what comes next."""

    body = forms.CharField(label=_("Où en est le groupe ?"), max_length=5000, widget=_area(3))
    next_step = forms.CharField(
        label=_("Prochaine étape"),
        help_text=_("Par exemple : « Visite du local avec les deux organismes »."),
        max_length=500,
        required=False,
    )
    next_on = forms.DateField(label=_("Avant le"), required=False, widget=DateInput)


class GroupMessageForm(MessageForm):
    """A message that the group shares, and who may read it."""

    circles_of = staticmethod(group_choices_for)


class NoteForm(forms.Form):
    """A note that stays in one's own organisation."""

    body = forms.CharField(label=_("Note pour votre organisme"), max_length=20_000, widget=_area(3))


class LeaveForm(forms.Form):
    """Why an organisation leaves."""

    reason = forms.CharField(
        label=_("Raison du départ"),
        help_text=_("Lue par le porteur, la ville et les autres organismes du groupe."),
        max_length=1000,
        widget=_area(2),
    )
