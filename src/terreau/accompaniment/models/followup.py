"""How it ended, said by each side; and the needs that nobody could answer."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.enums import OutcomeSide, OutcomeValue, UnmetCause
from terreau.accompaniment.models.matching import MatchSnapshot
from terreau.accompaniment.models.referral import Referral
from terreau.directory.enums import Stage
from terreau.directory.models import Offer
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
            models.CheckConstraint(
                condition=~models.Q(value=OutcomeValue.NO_CONTACT) | models.Q(side=OutcomeSide.HOLDER),
                name="outcome_no_contact_is_of_the_holder",
                violation_error_message=_("Seul le porteur peut dire que personne n’a pris contact."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral} – {self.get_side_display()} : {self.get_value_display()}"


class Settlement(models.Model):
    """What the town found out when the two sides of a referral did not say the same: the task is done."""

    referral = models.OneToOneField(
        Referral, models.CASCADE, related_name="settlement", verbose_name=_("mise en relation")
    )
    note = models.TextField(_("ce que la ville en retient"), max_length=2000)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("réglé par")
    )
    settled_at = models.DateTimeField(_("réglé le"), default=clock.now)

    PRIVACY = {
        "referral": Privacy.TECHNICAL,
        "note": Privacy.FREE_TEXT,
        "settled_by": Privacy.IDENTITY,
        "settled_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("désaccord réglé")
        verbose_name_plural = _("désaccords réglés")
        ordering = ["settled_at", "pk"]

    def __str__(self) -> str:
        return str(self.referral)


class UnmetNeed(models.Model):
    """A need for which the town found no offer: a task for the desk, and a gap worth a partnership."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="unmet", verbose_name=_("besoin"))
    cause = models.CharField(_("cause"), max_length=10, choices=UnmetCause, default=UnmetCause.TOLD)
    # What a person of the town wrote; empty when the platform noted the need by itself.
    reason = models.TextField(_("pourquoi"), max_length=1000, blank=True)
    stage = models.CharField(_("étape du projet ce jour-là"), max_length=20, choices=Stage, blank=True)
    snapshot = models.ForeignKey(
        MatchSnapshot, models.SET_NULL, null=True, related_name="+", verbose_name=_("rapprochement")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("noté par"),
    )
    recorded_at = models.DateTimeField(_("noté le"), default=clock.now)
    settled_at = models.DateTimeField(_("réglé le"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Offer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("réglé par l’offre")
    )

    PRIVACY = {
        "need": Privacy.TECHNICAL,
        "cause": Privacy.TECHNICAL,
        "reason": Privacy.FREE_TEXT,
        "stage": Privacy.TECHNICAL,
        "snapshot": Privacy.TECHNICAL,
        "recorded_by": Privacy.IDENTITY,
        "recorded_at": Privacy.TECHNICAL,
        "settled_at": Privacy.TECHNICAL,
        "settled_by": Privacy.TECHNICAL,
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
            models.CheckConstraint(
                condition=~models.Q(cause=UnmetCause.TOLD)
                | (~models.Q(reason="") & models.Q(recorded_by__isnull=False)),
                name="unmet_need_told_has_reason",
                violation_error_message=_("Une personne qui note un besoin sans offre dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.need)

    @property
    def why(self) -> str:
        """Why nobody answers, in the words of the person who noted it, else of the platform."""
        return self.reason or str(self.get_cause_display())
