"""What the holder agreed to send, word for word."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.enums import ConsentMode
from terreau.accompaniment.models.outside import OutsideReferral
from terreau.accompaniment.models.referral import Referral
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class Consent(models.Model):
    """The payload that the holder saw and agreed to send to one organisation; nothing else leaves."""

    referral = models.ForeignKey(
        Referral,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("mise en relation"),
    )
    outside = models.ForeignKey(
        OutsideReferral,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="consents",
        verbose_name=_("orientation hors plateforme"),
    )
    payload = models.JSONField(_("ce qui est envoyé"))
    payload_hash = models.CharField(_("empreinte"), max_length=64)
    given_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("donné par")
    )
    mode = models.CharField(_("forme"), max_length=10, choices=ConsentMode)
    at = models.DateTimeField(_("donné le"), default=clock.now)
    withdrawn_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    PRIVACY = {
        "referral": Privacy.TECHNICAL,
        "outside": Privacy.TECHNICAL,
        "payload": Privacy.FREE_TEXT,
        "payload_hash": Privacy.TECHNICAL,
        "given_by": Privacy.IDENTITY,
        "mode": Privacy.TECHNICAL,
        "at": Privacy.TECHNICAL,
        "withdrawn_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("accord du porteur")
        verbose_name_plural = _("accords du porteur")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=models.Q(withdrawn_at=None),
                name="referral_consent_once_in_force",
                violation_error_message=_("L’accord pour cette mise en relation est déjà donné."),
            ),
            models.UniqueConstraint(
                fields=["outside"],
                condition=models.Q(withdrawn_at=None),
                name="outside_consent_once_in_force",
                violation_error_message=_("L’accord pour cette orientation est déjà donné."),
            ),
            models.CheckConstraint(
                condition=models.Q(referral__isnull=False, outside=None)
                | models.Q(referral=None, outside__isnull=False),
                name="consent_is_for_one_organisation",
                violation_error_message=_("Un accord porte sur une mise en relation ou sur une orientation."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral or self.outside} – {self.at:%Y-%m-%d}"
