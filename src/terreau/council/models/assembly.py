"""The assembly and the mandates of those who sit in it, over time."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from terreau.kernel.privacy import Privacy


class Assembly(models.Model):
    """A deliberating assembly, such as the municipal council."""

    name = models.CharField(_("nom"), max_length=120, unique=True)
    seats = models.PositiveSmallIntegerField(_("nombre de sièges"))
    clear_days = models.PositiveSmallIntegerField(
        _("jours francs de convocation"),
        default=5,
        help_text=_("5 à partir de 3 500 habitants (L.2121-12), 3 au-dessous (L.2121-11)."),
    )

    PRIVACY = {
        "name": Privacy.PUBLIC,
        "seats": Privacy.PUBLIC,
        "clear_days": Privacy.PUBLIC,
    }

    class Meta:
        verbose_name = _("assemblée")
        verbose_name_plural = _("assemblées")
        constraints = [
            models.CheckConstraint(
                condition=Q(seats__gte=1),
                name="assembly_has_seats",
                violation_error_message=_("Une assemblée compte au moins un siège."),
            ),
            models.CheckConstraint(
                condition=Q(clear_days__in=[3, 5]),
                name="assembly_clear_days_by_law",
                violation_error_message=_("Le délai de convocation est de 3 ou de 5 jours francs."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MandateQuerySet(models.QuerySet["Mandate"]):
    def in_office(self, on: dt.date) -> "MandateQuerySet":
        """Keep the mandates that run on a day."""
        return self.filter(Q(until=None) | Q(until__gte=on), since__lte=on)

    def running_after(self, day: dt.date) -> "MandateQuerySet":
        """Keep the mandates that run on a day or on a later one."""
        return self.filter(Q(until=None) | Q(until__gte=day))


class Mandate(models.Model):
    """A person sits in the assembly, in a capacity, from one day to another."""

    assembly = models.ForeignKey(
        Assembly, models.PROTECT, related_name="mandates", verbose_name=_("assemblée")
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="mandates",
        verbose_name=_("compte"),
    )
    first_name = models.CharField(_("prénom"), max_length=80)
    last_name = models.CharField(_("nom"), max_length=80)
    capacity = models.CharField(_("qualité"), max_length=120)
    presides = models.BooleanField(_("préside l’assemblée"), default=False)
    since = models.DateField(_("depuis le"))
    until = models.DateField(_("jusqu’au"), null=True, blank=True)

    objects = MandateQuerySet.as_manager()

    PRIVACY = {
        "assembly": Privacy.PUBLIC,
        "user": Privacy.IDENTITY,
        "first_name": Privacy.IDENTITY,
        "last_name": Privacy.IDENTITY,
        "capacity": Privacy.PUBLIC,
        "presides": Privacy.PUBLIC,
        "since": Privacy.PUBLIC,
        "until": Privacy.PUBLIC,
    }

    class Meta:
        verbose_name = _("mandat")
        verbose_name_plural = _("mandats")
        ordering = ["-presides", "last_name", "first_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="mandate_ends_after_it_begins",
                violation_error_message=_("Un mandat finit après avoir commencé."),
            ),
            models.UniqueConstraint(
                fields=["assembly", "user"],
                condition=Q(until=None, user__isnull=False),
                name="mandate_once_in_force_per_account",
                violation_error_message=_("Cette personne a déjà un mandat en cours."),
            ),
            models.UniqueConstraint(
                fields=["assembly"],
                condition=Q(until=None, presides=True),
                name="mandate_one_chair",
                violation_error_message=_("L’assemblée a déjà une présidence : terminez d’abord ce mandat."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name}, {self.capacity}"

    @property
    def full_name(self) -> str:
        """First name then last name."""
        return f"{self.first_name} {self.last_name}"
