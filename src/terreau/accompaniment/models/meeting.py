"""When the holder and the organisation may meet for the first time."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.models.referral import Referral
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.kernel.typography import moment_in_words


class ProposedSlot(models.Model):
    """A moment that the organisation proposes with its acceptance; the holder chooses one at most."""

    referral = models.ForeignKey(
        Referral, models.CASCADE, related_name="slots", verbose_name=_("mise en relation")
    )
    starts_at = models.DateTimeField(_("moment proposé"))
    proposed_at = models.DateTimeField(_("proposé le"), default=clock.now)
    chosen_at = models.DateTimeField(_("choisi le"), null=True, blank=True)

    PRIVACY = dict.fromkeys(("referral", "starts_at", "proposed_at", "chosen_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("créneau proposé")
        verbose_name_plural = _("créneaux proposés")
        ordering = ["starts_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["referral", "starts_at"], name="slot_once_per_moment"),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(chosen_at__isnull=False),
                name="slot_chosen_once",
                violation_error_message=_("Un créneau est déjà choisi."),
            ),
        ]

    def __str__(self) -> str:
        return moment_in_words(self.starts_at)
