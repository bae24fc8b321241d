"""Forms of sign-in, of one's own account and of the roles."""

from typing import Any

from allauth.account.forms import (
    AddEmailForm,
    ConfirmEmailVerificationCodeForm,
    ConfirmLoginCodeForm,
    LoginForm,
    SignupForm,
)
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from terreau.accounts import throttle
from terreau.accounts.models import User


class SignInForm(LoginForm):
    """One field: the address the code is sent to."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["login"]
        field.label = _("Votre adresse électronique")
        field.help_text = _("Nous vous envoyons un code : pas de mot de passe à retenir.")
        field.widget.attrs = {
            "autocomplete": "email webauthn",
            "autocapitalize": "off",
            "spellcheck": "false",
        }

    def clean_login(self) -> str:
        email = super().clean_login().lower()
        throttle.refuse_if_locked(self.request, email)
        return email


class SignInCodeForm(ConfirmLoginCodeForm):
    """The code received by e-mail."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        dress_code(self.fields["code"])

    def clean_code(self) -> str:
        stage = getattr(context.request, "_login_stage", None)
        if stage is not None and stage.state.get("email"):
            throttle.refuse_if_locked(context.request, stage.state["email"])
        return super().clean_code()


def dress_code(field: forms.Field) -> None:
    """Say how a code is typed."""
    field.label = _("Code reçu")
    field.help_text = _("Huit lettres. Majuscules, minuscules et tiret sont sans importance.")
    field.widget.attrs = {
        "autocomplete": "one-time-code",
        "autocapitalize": "characters",
        "spellcheck": "false",
    }


class AddressCodeForm(ConfirmEmailVerificationCodeForm):
    """The code that verifies an address."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        dress_code(self.fields["code"])


class NewAddressForm(AddEmailForm):
    """The address that replaces mine, once its code is given."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Nouvelle adresse électronique")
        self.fields["email"].help_text = _(
            "Nous y envoyons un code ; l’adresse change quand vous l’avez donné."
        )
        self.fields["email"].widget.attrs = {"autocomplete": "email"}


class ActivateAppForm(ActivateTOTPForm):
    """The first code of an app proves that it is set up."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        dress_digits(self.fields["code"], _("Les six chiffres de l’application"))


class FactorForm(AuthenticateForm):
    """The second proof at sign-in."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        dress_digits(self.fields["code"], _("Code de l’application, ou code de secours"))


class FactorAgainForm(ReauthenticateForm):
    """The second proof, before touching the safety of the account."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        dress_digits(self.fields["code"], _("Code de l’application, ou code de secours"))


def dress_digits(field: forms.Field, label: Any) -> None:
    """Say which digits are expected, and let telephones fill them in."""
    field.label = label
    field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "numeric"}


class PeopleSearchForm(forms.Form):
    """Finding somebody by name or address."""

    q = forms.CharField(
        label=_("Chercher une personne (nom ou adresse)"),
        required=False,
        max_length=100,
        widget=forms.TextInput({"type": "search"}),
    )


class JoinForm(SignupForm):
    """Opening an account: who, and which address."""

    first_name = forms.CharField(
        label=_("Prénom"), max_length=80, widget=forms.TextInput({"autocomplete": "given-name"})
    )
    last_name = forms.CharField(
        label=_("Nom"), max_length=80, widget=forms.TextInput({"autocomplete": "family-name"})
    )
    field_order = ["first_name", "last_name", "email"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("Votre adresse électronique")
        self.fields["email"].help_text = _("Nous y envoyons un code pour vérifier qu’elle est bien la vôtre.")
        self.fields["email"].widget.attrs = {"autocomplete": "email"}


class AddPasskeyForm(AddWebAuthnForm):
    """A new passkey, and the name its owner gives it."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nom de la clé")
        self.fields["name"].help_text = _("Par exemple « Téléphone » ou « Ordinateur de la mairie ».")
        passwordless = self.fields["passwordless"]
        passwordless.label = _("Me connecter avec cette clé seule, sans code")
        passwordless.help_text = _("L’appareil vérifie que c’est vous : empreinte, visage ou code.")
        passwordless.initial = True


class ProfileForm(forms.ModelForm):
    """My name and my language; the address changes on its own page, with a code."""

    language = forms.ChoiceField(label=_("Langue des messages"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["first_name", "last_name", "language"]
        widgets = {
            "first_name": forms.TextInput({"autocomplete": "given-name"}),
            "last_name": forms.TextInput({"autocomplete": "family-name"}),
        }


class EraseForm(forms.Form):
    """Typing one's address again: nobody erases an account by a slip of the finger."""

    email = forms.EmailField(
        label=_("Votre adresse électronique, pour confirmer"),
        widget=forms.EmailInput({"autocomplete": "off"}),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_email(self) -> str:
        email = User.objects.normalise(self.cleaned_data["email"])
        if email != self.user.email:
            raise forms.ValidationError(_("Ce n’est pas l’adresse de votre compte. Rien n’a été effacé."))
        return email


class PersonForm(forms.Form):
    """A colleague to add."""

    email = forms.EmailField(label=_("Adresse électronique"))
    first_name = forms.CharField(label=_("Prénom"), max_length=80)
    last_name = forms.CharField(label=_("Nom"), max_length=80)
