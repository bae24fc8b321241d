"""What people agreed to, and who looked at their files."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accounts.models.people import User
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class ConsentQuerySet(models.QuerySet["Consent"]):
    def in_force(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at=None)


class Consent(models.Model):
    """A sentence that a person agreed to, word for word, until the day they take it back."""

    user = models.ForeignKey(User, models.CASCADE, related_name="consents", verbose_name=_("personne"))
    scope = models.CharField(_("objet"), max_length=80)
    text = models.TextField(_("phrase acceptée"))
    given_at = models.DateTimeField(_("donné le"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    PRIVACY = {
        "user": Privacy.IDENTITY,
        "scope": Privacy.TECHNICAL,
        "text": Privacy.FREE_TEXT,
        "given_at": Privacy.TECHNICAL,
        "withdrawn_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("consentement")
        verbose_name_plural = _("consentements")
        ordering = ["-given_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "scope"],
                condition=models.Q(withdrawn_at=None),
                name="consent_once_in_force",
                violation_error_message=_("Ce consentement est déjà donné."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at=None) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
                violation_error_message=_("Un consentement se retire après avoir été donné."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.scope}"


class AccessLog(models.Model):
    """Somebody of the house looked at a file; the person concerned can read it."""

    reader = models.ForeignKey(
        User, models.SET_NULL, null=True, related_name="accesses_made", verbose_name=_("qui a regardé")
    )
    reader_label = models.CharField(_("nom"), max_length=200)
    person = models.ForeignKey(
        User,
        models.CASCADE,
        null=True,
        related_name="accesses_suffered",
        verbose_name=_("personne concernée"),
    )
    target_kind = models.CharField(max_length=60)
    target_key = models.CharField(max_length=60)
    target_label = models.CharField(_("dossier"), max_length=200)
    purpose = models.CharField(_("motif"), max_length=200)
    at = models.DateTimeField(_("date"), default=clock.now)
    # Two requests of the same hour make one line, whatever their order: the database decides.
    hour = models.DateTimeField(_("heure"))

    PRIVACY = {
        "reader": Privacy.IDENTITY,
        "reader_label": Privacy.IDENTITY,
        "person": Privacy.IDENTITY,
        "target_kind": Privacy.TECHNICAL,
        "target_key": Privacy.TECHNICAL,
        "target_label": Privacy.FREE_TEXT,
        "purpose": Privacy.FREE_TEXT,
        "at": Privacy.TECHNICAL,
        "hour": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("consultation d’un dossier")
        verbose_name_plural = _("consultations de dossiers")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="access_log_at")]
        constraints = [
            models.UniqueConstraint(
                fields=["reader", "target_kind", "target_key", "hour"], name="access_log_once_an_hour"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reader_label} – {self.target_label}"
