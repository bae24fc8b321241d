"""A demand passed on inside the organisation that was asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.models.referral import Referral
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class Handover(models.Model):
    """Somebody in the organisation said “not me” and named a colleague."""

    referral = models.ForeignKey(
        Referral, models.CASCADE, related_name="handovers", verbose_name=_("mise en relation")
    )
    email = models.EmailField(_("adresse du collègue"))
    by_label = models.CharField(_("transmis par"), max_length=200)
    at = models.DateTimeField(_("transmis le"), default=clock.now)

    PRIVACY = {
        "referral": Privacy.TECHNICAL,
        "email": Privacy.CONTACT,
        "by_label": Privacy.IDENTITY,
        "at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("transmission à un collègue")
        verbose_name_plural = _("transmissions à un collègue")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.referral} → {self.email}"
