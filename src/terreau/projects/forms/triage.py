"""What the officer decides, with the words that go to the holder."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terreau.accounts.models import User
from terreau.kernel.fields import picker
from terreau.projects.enums import Verdict
from terreau.projects.models import Project
from terreau.projects.queries import officers_of_the_town, which_to_keep


class DecisionForm(forms.Form):
    """Every decision carries words that the officer may change before they leave."""

    message = forms.CharField(
        label=_("Votre message au porteur"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Modifiez-le librement : c’est lui qui part. Une ligne vide sépare deux paragraphes."),
    )

    def __init__(self, *args: Any, project: Project, officer: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["message"].initial = self.words() % {
            "name": project.told_name or project.owner.first_name or project.owner.full_name,
            "title": project.title,
            "officer": officer.full_name,
        }

    def words(self) -> str:
        raise NotImplementedError


class AcceptForm(DecisionForm):
    referent = forms.ModelChoiceField(label=_("Référent du projet"), queryset=User.objects.none())

    field_order = ["referent", "message"]

    def __init__(self, *args: Any, officer: User, **options: Any) -> None:
        super().__init__(*args, officer=officer, **options)
        picker(self, "referent").queryset = officers_of_the_town()
        self.fields["referent"].initial = officer.pk

    def words(self) -> str:
        return gettext(
            "Bonjour %(name)s,\n\nVotre projet « %(title)s » nous intéresse : la ville l’accompagne.\n\n"
            "Nous cherchons maintenant qui peut vous aider, et nous vous proposons une liste expliquée. "
            "Rien n’est transmis sans votre accord.\n\n%(officer)s"
        )


class AskCompletionForm(DecisionForm):
    def words(self) -> str:
        return gettext(
            "Bonjour %(name)s,\n\nMerci pour votre projet « %(title)s ». Pour bien vous répondre, il nous "
            "manque une précision :\n\n- \n\n%(officer)s"
        )


class WithAlternativeForm(DecisionForm):
    reason = forms.CharField(label=_("Pourquoi"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
    alternative = forms.CharField(
        label=_("Au moins une autre piste"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Un organisme, une adresse, un téléphone : personne ne repart sans piste."),
    )

    field_order = ["reason", "alternative", "message"]


class RedirectForm(WithAlternativeForm):
    def words(self) -> str:
        return gettext(
            "Bonjour %(name)s,\n\nMerci pour votre projet « %(title)s ». Quelqu’un d’autre est mieux placé "
            "que nous pour vous aider.\n\n%(officer)s"
        )


class RefuseForm(WithAlternativeForm):
    def words(self) -> str:
        return gettext(
            "Bonjour %(name)s,\n\nMerci pour votre projet « %(title)s ». Nous l’avons lu avec attention et "
            "nous ne pourrons pas l’accompagner.\n\n%(officer)s"
        )


VERDICT_FORMS: dict[str, type[DecisionForm]] = {
    Verdict.ACCEPT: AcceptForm,
    Verdict.ASK_COMPLETION: AskCompletionForm,
    Verdict.REDIRECT: RedirectForm,
    Verdict.REFUSE: RefuseForm,
}


class MergeForm(forms.Form):
    """Which of two files stays; when they are of two people, both agreed to share it."""

    kept = forms.ChoiceField(label=_("Quel dossier garder ?"), widget=forms.RadioSelect)
    agreed = forms.BooleanField(
        label=_("Les deux personnes sont d’accord pour partager un seul dossier"),
        error_messages={
            "required": _("Demandez d’abord leur accord aux deux personnes : chacune lira tout le dossier.")
        },
    )

    def __init__(self, *args: Any, pair: list[Project], **options: Any) -> None:
        super().__init__(*args, **options)
        self.pair = {project.reference: project for project in pair}
        choices = [(one.reference, f"{one.title} – {one.reference}") for one in pair]
        kept = self.fields["kept"]
        kept.choices, kept.initial = choices, which_to_keep(*pair)[0].reference  # type: ignore[attr-defined]
        if pair[0].owner_id == pair[-1].owner_id:
            del self.fields["agreed"]

    def choice(self) -> dict[str, Project]:
        """Return which file stays and which one goes into it."""
        kept = self.pair[self.cleaned_data["kept"]]
        gone = next((one for one in self.pair.values() if one != kept), kept)
        return {"kept": kept, "gone": gone}


class AnswerForm(forms.Form):
    """What the holder answers to a request for completion."""

    answer = forms.CharField(
        label=_("Votre réponse"), max_length=5000, widget=forms.Textarea(attrs={"rows": 8})
    )
