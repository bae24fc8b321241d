"""How it ended, said by each side; and the needs that nobody could answer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.enums import OutcomeSide, OutcomeValue
from terreau.accompaniment.models.matching import MatchSnapshot
from terreau.accompaniment.models.referral import Referral
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.models import Need


class Outcome(models.Model):
    """What one side says of a referral once it is over; the two sides are kept apart."""

    referral = models.ForeignKey(
        Referral, models.CASCADE, related_name="outcomes", verbose_name=_("mise en relation")
    )
    side = models.CharField(_("qui répond"), max_length=12, choices=OutcomeSide)
    value = models.CharField(_("résultat"), max_length=12, choices=OutcomeValue)
    text = models.TextField(_("précision"), max_length=2000, blank=True)
    at = models.DateTimeField(_("dit le"), default=clock.now)

    PRIVACY = {
        "referral": Privacy.TECHNICAL,
        "side": Privacy.TECHNICAL,
        "value": Privacy.TECHNICAL,
        "text": Privacy.FREE_TEXT,
        "at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("résultat")
        verbose_name_plural = _("résultats")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral", "side"],
                name="outcome_once_per_side",
                violation_error_message=_("Cette partie a déjà dit comment cela s’est passé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral} – {self.get_side_display()} : {self.get_value_display()}"


class UnmetNeed(models.Model):
    """A need for which the town found no offer: a task for the desk, and a gap worth a partnership."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="unmet", verbose_name=_("besoin"))
    reason = models.TextField(_("pourquoi"), max_length=1000)
    snapshot = models.ForeignKey(
        MatchSnapshot, models.SET_NULL, null=True, related_name="+", verbose_name=_("rapprochement")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("noté par")
    )
    recorded_at = models.DateTimeField(_("noté le"), default=clock.now)
    settled_at = models.DateTimeField(_("réglé le"), null=True, blank=True)

    PRIVACY = {
        "need": Privacy.TECHNICAL,
        "reason": Privacy.FREE_TEXT,
        "snapshot": Privacy.TECHNICAL,
        "recorded_by": Privacy.IDENTITY,
        "recorded_at": Privacy.TECHNICAL,
        "settled_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("besoin sans offre")
        verbose_name_plural = _("besoins sans offre")
        ordering = ["recorded_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=models.Q(settled_at=None),
                name="unmet_need_once_open",
                violation_error_message=_("Ce besoin est déjà noté comme étant sans offre."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.need)
