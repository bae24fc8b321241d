"""A session of the assembly: convened, then held with its quorum, then closed."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from terreau.council import law
from terreau.council.enums import SessionState
from terreau.council.models.assembly import Assembly
from terreau.kernel.privacy import Privacy
from terreau.kernel.typography import date_in_words

EVENING = dt.time(19, 30)


class Session(models.Model):
    """The assembly meets on a day."""

    assembly = models.ForeignKey(
        Assembly, models.PROTECT, related_name="sessions", verbose_name=_("assemblée")
    )
    held_on = models.DateField(_("date de la séance"))
    starts_at = models.TimeField(_("heure"), default=EVENING)
    place = models.CharField(_("lieu"), max_length=200)
    state = models.CharField(
        _("état"), max_length=12, choices=SessionState.choices, default=SessionState.PLANNED
    )
    convoked_on = models.DateField(_("convocation envoyée le"), null=True, blank=True)
    urgent = models.BooleanField(_("convocation d’urgence"), default=False)
    second_call = models.BooleanField(_("seconde convocation, sans quorum"), default=False)
    in_office = models.PositiveSmallIntegerField(_("membres en exercice"), null=True, blank=True)
    present = models.PositiveSmallIntegerField(_("membres présents"), null=True, blank=True)
    proxies = models.PositiveSmallIntegerField(_("pouvoirs"), null=True, blank=True)

    PRIVACY = {
        "assembly": Privacy.PUBLIC,
        "held_on": Privacy.PUBLIC,
        "starts_at": Privacy.PUBLIC,
        "place": Privacy.PUBLIC,
        "state": Privacy.TECHNICAL,
        "convoked_on": Privacy.PUBLIC,
        "urgent": Privacy.PUBLIC,
        "second_call": Privacy.PUBLIC,
        "in_office": Privacy.PUBLIC,
        "present": Privacy.PUBLIC,
        "proxies": Privacy.PUBLIC,
    }

    class Meta:
        verbose_name = _("séance")
        verbose_name_plural = _("séances")
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["assembly", "held_on"],
                name="session_one_a_day",
                violation_error_message=_("Une séance est déjà prévue ce jour-là."),
            ),
            models.CheckConstraint(
                condition=Q(state=SessionState.PLANNED, present=None, proxies=None, in_office=None)
                | Q(
                    state__in=[SessionState.HELD, SessionState.CLOSED],
                    convoked_on__isnull=False,
                    in_office__isnull=False,
                    present__isnull=False,
                    proxies__isnull=False,
                ),
                name="session_held_has_convocation_and_presence",
                violation_error_message=_("Une séance tenue porte sa convocation et ses présences."),
            ),
            models.CheckConstraint(
                condition=Q(present=None)
                | Q(present__lte=F("in_office"), proxies__lte=F("in_office") - F("present")),
                name="session_presence_within_office",
                violation_error_message=_("Présents et pouvoirs dépassent le nombre de membres en exercice."),
            ),
            models.CheckConstraint(
                condition=Q(convoked_on=None) | Q(convoked_on__lt=F("held_on")),
                name="session_convoked_before_held",
                violation_error_message=_("La convocation précède la séance."),
            ),
        ]

    def __str__(self) -> str:
        return _g("Séance du %(date)s") % {"date": date_in_words(self.held_on)}

    def get_absolute_url(self) -> str:
        return reverse("council:session", args=[self.pk])

    @property
    def quorum(self) -> law.Finding[bool] | None:
        """Whether the assembly may deliberate, with its reason; None before the session."""
        if self.present is None or self.in_office is None:
            return None
        return law.quorum(in_office=self.in_office, present=self.present, second_call=self.second_call)

    @property
    def last_convocation_day(self) -> dt.date:
        """The last day on which an ordinary convocation may leave."""
        return law.last_convocation_day(held_on=self.held_on, required=self.assembly.clear_days)
