"""When a person is away, and who reads their mails meanwhile."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class Absence(models.Model):
    """From one day to another, both included, a person reads no mail; somebody may do it for them."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name=_("personne")
    )
    delegate = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="stands_in_for",
        verbose_name=_("remplacée par"),
    )
    starts_on = models.DateField(_("du"))
    ends_on = models.DateField(_("au"))
    created_at = models.DateTimeField(_("notée le"), default=clock.now)

    PRIVACY = {
        "user": Privacy.IDENTITY,
        "delegate": Privacy.IDENTITY,
        "starts_on": Privacy.TECHNICAL,
        "ends_on": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="absence_ends_after_it_starts",
                violation_error_message=_("Le retour vient après le départ."),
            ),
            models.CheckConstraint(
                condition=models.Q(delegate=None) | ~models.Q(delegate=models.F("user")),
                name="absence_delegate_is_somebody_else",
                violation_error_message=_("Choisissez une autre personne que vous."),
            ),
        ]
        indexes = [models.Index(fields=["user", "ends_on"], name="absence_by_user")]

    def __str__(self) -> str:
        return f"{self.user} {self.starts_on} – {self.ends_on}"
