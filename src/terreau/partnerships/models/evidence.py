"""What a party says it did for a commitment; the town accepts it or not."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.partnerships.enums import EvidenceState
from terreau.partnerships.models.commitment import Commitment


class Evidence(models.Model):
    """One thing done for a commitment."""

    commitment = models.ForeignKey(
        Commitment, models.PROTECT, related_name="evidence", verbose_name=_("engagement")
    )
    text = models.TextField(_("ce qui a été fait"), max_length=600)
    quantity = models.DecimalField(_("quantité"), max_digits=10, decimal_places=2)
    on = models.DateField(_("fait le"))
    state = models.CharField(
        _("état"), max_length=10, choices=EvidenceState.choices, default=EvidenceState.PROPOSED
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("déclarée par"),
    )
    proposed_at = models.DateTimeField(_("déclarée le"), default=clock.now)
    reviewed_at = models.DateTimeField(_("examinée le"), null=True, blank=True)
    reason = models.TextField(_("raison"), max_length=400, blank=True)

    PRIVACY = {
        "commitment": Privacy.PUBLIC,
        "text": Privacy.FREE_TEXT,
        "quantity": Privacy.PUBLIC,
        "on": Privacy.PUBLIC,
        "state": Privacy.TECHNICAL,
        "proposed_by": Privacy.IDENTITY,
        "proposed_at": Privacy.TECHNICAL,
        "reviewed_at": Privacy.TECHNICAL,
        "reason": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("réalisation")
        verbose_name_plural = _("réalisations")
        ordering = ["-on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0),
                name="evidence_quantity_is_positive",
                violation_error_message=_("La quantité est supérieure à zéro."),
            ),
            models.CheckConstraint(
                condition=Q(state=EvidenceState.PROPOSED, reviewed_at=None)
                | (~Q(state=EvidenceState.PROPOSED) & Q(reviewed_at__isnull=False)),
                name="evidence_reviewed_has_date",
                violation_error_message=_("Une réalisation examinée porte la date de l’examen."),
            ),
            models.CheckConstraint(
                condition=~Q(state=EvidenceState.DECLINED) | ~Q(reason=""),
                name="evidence_declined_has_reason",
                violation_error_message=_("Une réalisation écartée dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:120]
