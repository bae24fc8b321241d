"""What people outside say of the sheets: “this is mine”, “this is wrong”, “this one is missing”."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import ClaimState, ReportState, SuggestionState, WrongField
from terreau.directory.models.organisations import Organisation, validate_postal_code
from terreau.kernel import clock
from terreau.kernel.identifiers import validate_siren
from terreau.kernel.privacy import Privacy
from terreau.territories.models import Territory


def _decided(waiting: str, refused: str, reason: str, name: str) -> list[models.BaseConstraint]:
    """Say that a decision has its date, and a refusal its sentence."""
    return [
        models.CheckConstraint(
            condition=Q(state=waiting, decided_at=None) | ~Q(state=waiting) & Q(decided_at__isnull=False),
            name=f"{name}_decided_has_date",
            violation_error_message=_("Une décision porte sa date."),
        ),
        models.CheckConstraint(
            condition=~Q(state=refused) | ~Q(**{reason: ""}),
            name=f"{name}_refused_has_reason",
            violation_error_message=_("Un refus dit pourquoi."),
        ),
    ]


class Decided(models.Model):
    """What the town answered, when and by whom."""

    answer = models.CharField(_("réponse"), max_length=500, blank=True)
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )

    PRIVACY = {
        "answer": Privacy.FREE_TEXT,
        "decided_at": Privacy.TECHNICAL,
        "decided_by": Privacy.IDENTITY,
    }

    class Meta:
        abstract = True


class Claim(Decided):
    """A person says “this is my organisation” and asks to keep its sheet."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="claims", verbose_name=_("structure")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims", verbose_name=_("personne")
    )
    role = models.CharField(_("rôle dans la structure"), max_length=120)
    message = models.TextField(_("message à la ville"), max_length=1000, blank=True)
    email = models.EmailField(_("adresse de la structure"), blank=True)
    proved_at = models.DateTimeField(_("adresse prouvée le"), null=True, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=ClaimState, default=ClaimState.WAITING)
    created_at = models.DateTimeField(_("demandé le"), default=clock.now)

    PRIVACY = Decided.PRIVACY | {
        "organisation": Privacy.PUBLIC,
        "user": Privacy.IDENTITY,
        "role": Privacy.FREE_TEXT,
        "message": Privacy.FREE_TEXT,
        "email": Privacy.CONTACT,
        "proved_at": Privacy.TECHNICAL,
        "state": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("demande de tenue d’une fiche")
        verbose_name_plural = _("demandes de tenue d’une fiche")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(state=ClaimState.WAITING),
                name="claim_waits_once",
                violation_error_message=_("Votre demande est déjà entre les mains de la ville."),
            ),
            models.CheckConstraint(
                condition=~Q(email="") | ~Q(message=""),
                name="claim_has_proof",
                violation_error_message=_("Une demande s’appuie sur une adresse ou sur un message."),
            ),
            *_decided(ClaimState.WAITING, ClaimState.REFUSED, "answer", "claim"),
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="claim_queue")]

    def __str__(self) -> str:
        return str(self.organisation)


class ErrorReport(Decided):
    """Somebody, without an account, says what is wrong on a sheet."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="error_reports", verbose_name=_("structure")
    )
    about = models.CharField(_("ce qui est faux"), max_length=16, choices=WrongField)
    message = models.TextField(_("explication"), max_length=1000)
    proposed = models.CharField(_("ce qu’il faudrait lire"), max_length=400, blank=True)
    email = models.EmailField(_("adresse pour la réponse"), blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    state = models.CharField(_("état"), max_length=10, choices=ReportState, default=ReportState.WAITING)
    created_at = models.DateTimeField(_("signalé le"), default=clock.now)

    PRIVACY = Decided.PRIVACY | {
        "organisation": Privacy.PUBLIC,
        "about": Privacy.TECHNICAL,
        "message": Privacy.FREE_TEXT,
        "proposed": Privacy.FREE_TEXT,
        "email": Privacy.CONTACT,
        "language": Privacy.TECHNICAL,
        "state": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("erreur signalée")
        verbose_name_plural = _("erreurs signalées")
        constraints = _decided(ReportState.WAITING, ReportState.REFUSED, "answer", "report")
        indexes = [models.Index(fields=["state", "created_at"], name="report_queue")]

    def __str__(self) -> str:
        return str(self.organisation)


class Suggestion(Decided):
    """Somebody, without an account, proposes an organisation that the directory lacks."""

    name = models.CharField(_("nom"), max_length=200)
    siren = models.CharField("SIREN", max_length=9, blank=True, validators=[validate_siren])
    summary = models.CharField(_("en quelques mots"), max_length=400)
    website = models.URLField(_("site"), blank=True)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postal_code = models.CharField(
        _("code postal"),
        max_length=5,
        blank=True,
        validators=[validate_postal_code],
    )
    commune = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("commune")
    )
    email = models.EmailField(_("adresse pour la réponse"), blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    state = models.CharField(
        _("état"), max_length=10, choices=SuggestionState, default=SuggestionState.WAITING
    )
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name=_("fiche qui en est née, ou qui existait"),
    )
    created_at = models.DateTimeField(_("proposée le"), default=clock.now)

    PRIVACY = Decided.PRIVACY | {
        "name": Privacy.FREE_TEXT,
        "siren": Privacy.PUBLIC,
        "summary": Privacy.FREE_TEXT,
        "website": Privacy.PUBLIC,
        "address": Privacy.FREE_TEXT,
        "postal_code": Privacy.PUBLIC,
        "commune": Privacy.PUBLIC,
        "email": Privacy.CONTACT,
        "language": Privacy.TECHNICAL,
        "state": Privacy.TECHNICAL,
        "organisation": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("structure proposée")
        verbose_name_plural = _("structures proposées")
        constraints = _decided(SuggestionState.WAITING, SuggestionState.REFUSED, "answer", "suggestion")
        indexes = [models.Index(fields=["state", "created_at"], name="suggestion_queue")]

    def __str__(self) -> str:
        return self.name


class Submission(models.Model):
    """One sending from one address, kept a day as an imprint that names nobody: it bounds how many come."""

    kind = models.CharField(_("formulaire"), max_length=20)
    imprint = models.CharField(_("empreinte de l’adresse et du jour"), max_length=64)
    at = models.DateTimeField(_("envoyé le"), default=clock.now)

    PRIVACY = {"kind": Privacy.TECHNICAL, "imprint": Privacy.SENSITIVE, "at": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("envoi compté")
        verbose_name_plural = _("envois comptés")
        indexes = [models.Index(fields=["kind", "imprint", "at"], name="submission_count")]

    def __str__(self) -> str:
        return f"{self.kind} – {self.at:%d/%m/%Y %H:%M}"
