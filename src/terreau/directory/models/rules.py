"""The conditions of an offer, version after version: one draft at most, and what was published for good."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.models.offers import Offer
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    def published(self) -> Self:
        """Keep the versions that were in force one day, the last first."""
        return self.filter(published_at__isnull=False).order_by("-number")

    def drafts(self) -> Self:
        """Keep what is being written."""
        return self.filter(published_at=None)


class RuleVersion(models.Model):
    """The conditions of an offer as somebody wrote them; once published, they never change."""

    offer = models.ForeignKey(
        Offer, models.CASCADE, related_name="rule_versions", verbose_name=_("offre de soutien")
    )
    number = models.PositiveSmallIntegerField(_("numéro"), null=True, blank=True)
    criteria = models.JSONField(_("conditions"), default=list, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("écrites par"),
    )
    written_at = models.DateTimeField(_("écrites le"), default=clock.now)
    published_at = models.DateTimeField(_("publiées le"), null=True, blank=True)

    objects = RuleVersionQuerySet.as_manager()

    PRIVACY = dict.fromkeys(("offer", "number", "criteria", "written_at", "published_at"), Privacy.PUBLIC) | {
        "author": Privacy.IDENTITY
    }

    class Meta:
        verbose_name = _("version des conditions")
        verbose_name_plural = _("versions des conditions")
        constraints = [
            models.UniqueConstraint(
                fields=["offer"],
                condition=models.Q(published_at=None),
                name="rule_version_one_draft",
                violation_error_message=_("Cette offre a déjà un brouillon de conditions."),
            ),
            models.UniqueConstraint(
                fields=["offer", "number"],
                name="rule_version_number_once",
                violation_error_message=_("Ce numéro de version est déjà pris."),
            ),
            models.CheckConstraint(
                condition=models.Q(published_at=None, number=None)
                | models.Q(published_at__isnull=False, number__isnull=False),
                name="rule_version_published_has_number",
                violation_error_message=_("Une version publiée porte sa date et son numéro."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.offer} – {self.number or '…'}"

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The conditions, as the offer stores them."""
        return list(self.criteria)
