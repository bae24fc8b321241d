"""Who asked to be told of a new offer for a need, or of a new need for an offer."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.models import Offer
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.models import Need


class AlertQuerySet(models.QuerySet["Alert"]):
    def current(self) -> Self:
        """Keep those that were not stopped, confirmed or not."""
        return self.filter(ended_at=None)

    def active(self) -> Self:
        """Keep those whose address was confirmed."""
        return self.current().filter(confirmed_at__isnull=False)


class Alert(models.Model):
    """A wish to be told by mail; it does nothing before somebody confirmed it from the address itself."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="alerts", verbose_name=_("demandée par")
    )
    need = models.ForeignKey(
        Need, models.CASCADE, null=True, blank=True, related_name="alerts", verbose_name=_("besoin")
    )
    offer = models.ForeignKey(
        Offer, models.CASCADE, null=True, blank=True, related_name="alerts", verbose_name=_("offre")
    )
    address = models.CharField(_("adresse"), max_length=254)
    asked_at = models.DateTimeField(_("demandée le"), default=clock.now)
    confirmed_at = models.DateTimeField(_("confirmée le"), null=True, blank=True)
    ended_at = models.DateTimeField(_("arrêtée le"), null=True, blank=True)

    objects = AlertQuerySet.as_manager()

    PRIVACY = {
        "user": Privacy.IDENTITY,
        "need": Privacy.TECHNICAL,
        "offer": Privacy.TECHNICAL,
        "address": Privacy.CONTACT,
        "asked_at": Privacy.TECHNICAL,
        "confirmed_at": Privacy.TECHNICAL,
        "ended_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("alerte")
        verbose_name_plural = _("alertes")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(need__isnull=False, offer=None) | models.Q(need=None, offer__isnull=False),
                name="alert_is_on_a_need_or_an_offer",
                violation_error_message=_("Une alerte porte sur un besoin ou sur une offre."),
            ),
            models.UniqueConstraint(
                fields=["user", "need", "address"],
                name="alert_on_a_need_once",
                violation_error_message=_("Cette alerte existe déjà."),
            ),
            models.UniqueConstraint(
                fields=["user", "offer", "address"],
                name="alert_on_an_offer_once",
                violation_error_message=_("Cette alerte existe déjà."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.need.subject if self.need else self.offer)

    @property
    def is_active(self) -> bool:
        return self.confirmed_at is not None and self.ended_at is None


class AlertPair(models.Model):
    """A need and an offer that an alert knows: told in a mail, or there before the alert began."""

    alert = models.ForeignKey(Alert, models.CASCADE, related_name="pairs", verbose_name=_("alerte"))
    need = models.ForeignKey(Need, models.CASCADE, related_name="+", verbose_name=_("besoin"))
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="+", verbose_name=_("offre"))
    # Which mail told it; empty when none did.
    batch = models.CharField(_("envoi"), max_length=20, blank=True)
    known_at = models.DateTimeField(_("connu le"), default=clock.now)

    PRIVACY = dict.fromkeys(("alert", "need", "offer", "batch", "known_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("rapprochement connu d’une alerte")
        verbose_name_plural = _("rapprochements connus d’une alerte")
        ordering = ["known_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["alert", "need", "offer"],
                name="alert_pair_once",
                violation_error_message=_("Cette alerte connaît déjà ce rapprochement."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.need} – {self.offer}"
