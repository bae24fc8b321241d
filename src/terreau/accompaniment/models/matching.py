"""The list of offers as it was shown on the day when somebody acted on it, and what people changed in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.enums import OverrideKind
from terreau.directory.models import Offer
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.models import Need


class MatchSnapshot(models.Model):
    """Facts, offers, loads and draw of one match: enough to show the same list again, in the same order."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="snapshots", verbose_name=_("besoin"))
    made_at = models.DateTimeField(_("fait le"), default=clock.now)
    rules_version = models.PositiveSmallIntegerField(_("version des règles"))
    seed = models.CharField(_("graine du tirage"), max_length=60)
    facts = models.JSONField(_("informations lues"))
    result = models.JSONField(_("résultat"))

    PRIVACY = {
        "need": Privacy.TECHNICAL,
        "made_at": Privacy.TECHNICAL,
        "rules_version": Privacy.TECHNICAL,
        "seed": Privacy.TECHNICAL,
        "facts": Privacy.SENSITIVE,
        "result": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("rapprochement conservé")
        verbose_name_plural = _("rapprochements conservés")
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.need} – {self.made_at:%Y-%m-%d}"


class MatchOverride(models.Model):
    """What a person of the town decided of an offer for a need, beyond its rules, and why."""

    need = models.ForeignKey(Need, models.CASCADE, related_name="overrides", verbose_name=_("besoin"))
    offer = models.ForeignKey(Offer, models.CASCADE, related_name="overrides", verbose_name=_("offre"))
    kind = models.CharField(_("correction"), max_length=8, choices=OverrideKind)
    reason = models.TextField(_("pourquoi"), max_length=1000)
    # The criteria that it goes against, as they were on that day.
    against = models.JSONField(_("critères contredits"), default=list, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("décidé par")
    )
    made_at = models.DateTimeField(_("décidé le"), default=clock.now)
    undone_at = models.DateTimeField(_("annulé le"), null=True, blank=True)

    PRIVACY = {
        "need": Privacy.TECHNICAL,
        "offer": Privacy.TECHNICAL,
        "kind": Privacy.TECHNICAL,
        "reason": Privacy.FREE_TEXT,
        "against": Privacy.TECHNICAL,
        "made_by": Privacy.IDENTITY,
        "made_at": Privacy.TECHNICAL,
        "undone_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("correction de la liste")
        verbose_name_plural = _("corrections de la liste")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need", "offer"],
                condition=models.Q(undone_at=None),
                name="match_override_once",
                violation_error_message=_("Quelqu’un a déjà corrigé cette offre pour ce besoin."),
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="match_override_has_reason",
                violation_error_message=_("Une correction de la liste dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.offer}"
