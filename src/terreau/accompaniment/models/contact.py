"""Contacts outside the platform: the address that was shown, the call that was made."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import CallResult, ContactKind
from terreau.accompaniment.models.referral import Referral
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class OutsideContact(models.Model):
    """Somebody saw how to reach the holder, or called: added, never changed."""

    referral = models.ForeignKey(
        Referral, models.CASCADE, related_name="outside_contacts", verbose_name=_("mise en relation")
    )
    kind = models.CharField(_("nature"), max_length=10, choices=ContactKind)
    side = models.CharField(_("qui"), max_length=12, choices=Side)
    by_label = models.CharField(_("par"), max_length=200)
    result = models.CharField(_("résultat"), max_length=12, choices=CallResult, blank=True)
    at = models.DateTimeField(_("le"), default=clock.now)

    PRIVACY = dict.fromkeys(("referral", "kind", "side", "result", "at"), Privacy.TECHNICAL) | {
        "by_label": Privacy.IDENTITY
    }

    class Meta:
        verbose_name = _("contact hors plateforme")
        verbose_name_plural = _("contacts hors plateforme")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "side"],
                condition=Q(kind=ContactKind.REVEALED),
                name="contact_revealed_once_per_side",
            ),
            models.CheckConstraint(
                name="contact_called_has_result",
                condition=(Q(kind=ContactKind.CALLED) & ~Q(result=""))
                | Q(kind=ContactKind.REVEALED, result=""),
                violation_error_message=_("Un appel dit s’il a abouti."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral} – {self.get_kind_display()}"
