"""The other places of an organisation: its sheet holds the main one."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.directory.models.organisations import Organisation, validate_postal_code
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.territories.models import Territory


class Place(models.Model):
    """A place where an organisation receives people, besides its main one."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="places", verbose_name=_("structure")
    )
    name = models.CharField(_("nom du lieu"), max_length=120)
    address = models.CharField(_("adresse"), max_length=200, blank=True)
    postal_code = models.CharField(
        _("code postal"),
        max_length=5,
        blank=True,
        validators=[validate_postal_code],
    )
    commune = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="places", verbose_name=_("commune")
    )
    lat = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    lon = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    opening_hours = models.JSONField(_("horaires d’ouverture"), default=dict, blank=True)
    access_note = models.CharField(_("accessibilité du lieu"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("ajouté le"), default=clock.now)

    PRIVACY = dict.fromkeys(
        (
            *("organisation", "name", "address", "postal_code", "commune", "lat", "lon"),
            *("opening_hours", "access_note"),
        ),
        Privacy.PUBLIC,
    ) | {"created_at": Privacy.TECHNICAL}

    class Meta:
        verbose_name = _("lieu d’une structure")
        verbose_name_plural = _("lieux des structures")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="place_name_once",
                violation_error_message=_("Cette structure a déjà un lieu de ce nom."),
            ),
            models.CheckConstraint(
                condition=models.Q(lat=None, lon=None) | models.Q(lat__isnull=False, lon__isnull=False),
                name="place_position_is_whole",
                violation_error_message=_("Une position a une latitude et une longitude."),
            ),
        ]
        indexes = [models.Index(fields=["lat", "lon"], name="place_map")]

    def __str__(self) -> str:
        return self.name
