"""Who stands in a charter: the town, its partners, and their subsidiaries."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terreau.directory.models import Organisation
from terreau.kernel.privacy import Privacy
from terreau.partnerships.enums import PartyRole, Signing
from terreau.partnerships.models.charter import Charter


class Party(models.Model):
    """An organisation bound by a charter."""

    charter = models.ForeignKey(Charter, models.CASCADE, related_name="parties", verbose_name=_("charte"))
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="charter_parties", verbose_name=_("organisation")
    )
    role = models.CharField(_("rôle"), max_length=12, choices=PartyRole.choices, default=PartyRole.PARTNER)
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="subsidiaries",
        verbose_name=_("maison mère"),
    )
    signing = models.CharField(_("signature"), max_length=12, choices=Signing.choices, default=Signing.SIGNS)
    represented_by = models.CharField(_("représentée par"), max_length=160, blank=True)
    signed_at = models.DateField(_("signature constatée le"), null=True, blank=True)
    recorded_by = models.CharField(_("constatée par"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("ordre"), default=0)

    PRIVACY = {
        "charter": Privacy.PUBLIC,
        "organisation": Privacy.PUBLIC,
        "role": Privacy.PUBLIC,
        "parent": Privacy.PUBLIC,
        "signing": Privacy.PUBLIC,
        "represented_by": Privacy.IDENTITY,
        "signed_at": Privacy.PUBLIC,
        "recorded_by": Privacy.IDENTITY,
        "order": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("partie")
        verbose_name_plural = _("parties")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["charter", "organisation"],
                name="party_once_a_charter",
                violation_error_message=_("Cette organisation est déjà partie à la charte."),
            ),
            models.UniqueConstraint(
                fields=["charter"],
                condition=Q(role=PartyRole.TOWN),
                name="party_one_town",
                violation_error_message=_("La charte compte déjà une collectivité."),
            ),
            models.CheckConstraint(
                condition=Q(role=PartyRole.SUBSIDIARY, parent__isnull=False)
                | (~Q(role=PartyRole.SUBSIDIARY) & Q(parent=None, signing=Signing.SIGNS)),
                name="party_subsidiary_has_parent",
                violation_error_message=_("Une filiale suit sa maison mère ; les autres parties signent."),
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("pk")),
                name="party_not_its_own_parent",
                violation_error_message=_("Une partie n’est pas sa propre maison mère."),
            ),
            models.CheckConstraint(
                condition=Q(signed_at=None, recorded_by="")
                | (
                    Q(signed_at__isnull=False, signing=Signing.SIGNS)
                    & ~Q(represented_by="")
                    & ~Q(recorded_by="")
                ),
                name="party_signature_has_signatory_and_witness",
                violation_error_message=_("Une signature constatée dit qui a signé et qui l’a constatée."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def signs(self) -> bool:
        """The party signs for itself."""
        return self.signing == Signing.SIGNS
