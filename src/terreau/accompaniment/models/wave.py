"""Several offers asked for one need, a few at a time, until enough of them accept."""

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.enums import CALLING, CallState
from terreau.kernel import clock, ids
from terreau.kernel.privacy import Privacy
from terreau.projects.models import Need, Project

new_reference = partial(ids.reference, "VAG")


class WaveCall(models.Model):
    """A need brought to several teams in waves: so many at once, until so many accept.

    Each team asked is an ordinary referral with its rank in the call. The places taken are counted here,
    because the row of the call decides who is first.
    """

    reference = models.CharField(_("référence"), max_length=20, unique=True, default=new_reference)
    need = models.ForeignKey(Need, models.CASCADE, related_name="wave_calls", verbose_name=_("besoin"))
    project = models.ForeignKey(Project, models.CASCADE, related_name="wave_calls", verbose_name=_("projet"))
    state = models.CharField(_("état"), max_length=12, choices=CallState, default=CallState.PROPOSED)
    word = models.TextField(_("mot de la ville au porteur"), max_length=1000, blank=True)
    per_wave = models.PositiveSmallIntegerField(_("organismes sollicités à la fois"))
    wanted = models.PositiveSmallIntegerField(_("réponses positives cherchées"))
    delay_days = models.PositiveSmallIntegerField(_("vague suivante après (jours ouvrés)"))
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposé par")
    )
    proposed_at = models.DateTimeField(_("proposé le"), default=clock.now)
    consented_at = models.DateTimeField(_("accord du porteur le"), null=True, blank=True)
    wave = models.PositiveSmallIntegerField(_("vagues parties"), default=0)
    next_wave_at = models.DateTimeField(_("vague suivante le"), null=True, blank=True)
    taken = models.PositiveSmallIntegerField(_("réponses positives reçues"), default=0)
    ended_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    ended_reason = models.TextField(_("raison de l’arrêt"), max_length=1000, blank=True)

    PRIVACY = dict.fromkeys(
        (
            *("reference", "need", "project", "state", "per_wave", "wanted", "delay_days", "proposed_at"),
            *("consented_at", "wave", "next_wave_at", "taken", "ended_at"),
        ),
        Privacy.TECHNICAL,
    ) | {
        "word": Privacy.FREE_TEXT,
        "proposed_by": Privacy.IDENTITY,
        "ended_reason": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("appel par vagues")
        verbose_name_plural = _("appels par vagues")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state__in=sorted(CALLING)),
                name="wave_call_once_per_need",
                violation_error_message=_("Un appel par vagues est déjà en cours pour ce besoin."),
            ),
            models.CheckConstraint(
                name="wave_call_numbers",
                condition=Q(per_wave__gte=1, wanted__gte=1, delay_days__gte=1),
                violation_error_message=_("Un appel demande au moins un organisme, et attend un jour."),
            ),
            models.CheckConstraint(
                name="wave_call_takes_no_more_than_wanted",
                condition=Q(state=CallState.FILLED, taken=F("wanted"))
                | (~Q(state=CallState.FILLED) & Q(taken__lt=F("wanted"))),
                violation_error_message=_("Un appel est pourvu quand il a ses réponses positives, pas plus."),
            ),
            models.CheckConstraint(
                name="wave_call_runs_after_consent",
                condition=Q(state__in=[CallState.PROPOSED, CallState.STOPPED])
                | Q(consented_at__isnull=False),
                violation_error_message=_("Aucune vague ne part sans l’accord daté du porteur."),
            ),
            models.CheckConstraint(
                name="wave_call_waits_while_it_runs",
                condition=Q(state=CallState.RUNNING) | Q(next_wave_at=None),
                violation_error_message=_("Seul un appel en cours attend une vague."),
            ),
            models.CheckConstraint(
                name="wave_call_ended_has_date",
                condition=Q(state__in=sorted(CALLING), ended_at=None)
                | (~Q(state__in=sorted(CALLING)) & Q(ended_at__isnull=False)),
                violation_error_message=_("Un appel terminé porte la date de sa fin."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.need}"

    def get_absolute_url(self) -> str:
        return reverse("accompaniment:wave_call", args=[self.reference])

    @property
    def is_over(self) -> bool:
        return self.state not in CALLING

    @property
    def is_filled(self) -> bool:
        return self.state == CallState.FILLED
