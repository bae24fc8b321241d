"""When an officer last looked at the desk: what arrived and what left is told from there."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class DeskVisit(models.Model):
    """The visits of one officer to the desk: when the one before ended, and the last sign of this one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_visit", verbose_name=_("personne")
    )
    since = models.DateTimeField(_("visite précédente"), default=clock.now)
    seen_at = models.DateTimeField(_("dernier passage"), default=clock.now)

    PRIVACY = {"user": Privacy.IDENTITY, "since": Privacy.TECHNICAL, "seen_at": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("passage au bureau de pilotage")
        verbose_name_plural = _("passages au bureau de pilotage")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(seen_at__gte=F("since")),
                name="desk_visit_dates_in_order",
                violation_error_message=_("Un passage suit la visite précédente."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.seen_at:%Y-%m-%d %H:%M}"
