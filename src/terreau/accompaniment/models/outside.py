"""A need directed to an organisation that is not on the platform, from the proposal to what came of it."""

import datetime as dt
from functools import partial
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.circles import Side
from terreau.accompaniment.enums import (
    OUTSIDE_OPEN,
    OUTSIDE_READABLE,
    USEFUL,
    OutcomeValue,
    OutsideState,
    OutsideWay,
)
from terreau.accompaniment.models.matching import MatchSnapshot
from terreau.accompaniment.models.referral import goes_with
from terreau.kernel import clock, ids
from terreau.kernel.privacy import Privacy
from terreau.projects.models import Need, Project

State = OutsideState
new_reference = partial(ids.reference, "ORI")


class OutsideReferralQuerySet(models.QuerySet["OutsideReferral"]):
    def open(self) -> Self:
        return self.filter(state__in=sorted(OUTSIDE_OPEN))

    def holding(self) -> Self:
        """Keep those thanks to which the need is looked after: under way, or useful to the end."""
        useful = Q(state=State.CLOSED, outcome__in=sorted(USEFUL))
        return self.filter(Q(state__in=sorted(OUTSIDE_OPEN)) | useful)

    def fallen_since(self, since: dt.datetime) -> Self:
        """Keep those of which nothing came, from a moment on: the need is to be looked after again."""
        in_vain = Q(closed_at__gt=since) & ~Q(outcome__in=sorted(USEFUL))
        return self.filter(Q(withdrawn_at__gt=since) | in_vain)


class OutsideReferral(models.Model):
    """One need directed, on a sheet, to an organisation that has no team here to answer it.

    The organisation never reads the platform: what the holder agreed to is printed, and what happens next
    is what people tell.
    """

    reference = models.CharField(_("référence"), max_length=20, unique=True, default=new_reference)
    need = models.ForeignKey(Need, models.CASCADE, related_name="outside_referrals", verbose_name=_("besoin"))
    project = models.ForeignKey(
        Project, models.CASCADE, related_name="outside_referrals", verbose_name=_("projet")
    )
    snapshot = models.ForeignKey(
        MatchSnapshot,
        models.SET_NULL,
        null=True,
        related_name="outside_referrals",
        verbose_name=_("rapprochement"),
    )
    organisation = models.CharField(_("organisme"), max_length=200)
    contact = models.CharField(_("comment le joindre"), max_length=200, blank=True)
    way = models.CharField(_("façon de remettre la fiche"), max_length=10, choices=OutsideWay)
    state = models.CharField(_("état"), max_length=12, choices=OutsideState, default=OutsideState.PROPOSED)
    word = models.TextField(_("mot de la ville au porteur"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposée par")
    )
    proposed_at = models.DateTimeField(_("proposée le"), default=clock.now)
    consented_at = models.DateTimeField(_("accord du porteur le"), null=True, blank=True)
    handed_on = models.DateField(_("remise le"), null=True, blank=True)
    handed_to = models.CharField(_("remise à"), max_length=200, blank=True)
    handed_by = models.CharField(_("remise par"), max_length=200, blank=True)
    news_on = models.DateField(_("nouvelles à prendre le"), null=True, blank=True)
    times_asked = models.PositiveSmallIntegerField(_("nouvelles demandées (fois)"), default=0)
    closed_at = models.DateTimeField(_("terminée le"), null=True, blank=True)
    outcome = models.CharField(_("résultat"), max_length=12, choices=OutcomeValue, blank=True)
    outcome_side = models.CharField(_("résultat dit par"), max_length=12, choices=Side, blank=True)
    outcome_text = models.TextField(_("précision"), max_length=2000, blank=True)
    withdrawn_at = models.DateTimeField(_("retirée le"), null=True, blank=True)
    withdrawn_reason = models.TextField(_("raison du retrait"), max_length=1000, blank=True)

    objects = OutsideReferralQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            *("reference", "need", "project", "snapshot", "way", "state", "proposed_at", "consented_at"),
            *("handed_on", "news_on", "times_asked", "closed_at", "outcome", "outcome_side", "withdrawn_at"),
        ),
        Privacy.TECHNICAL,
    ) | {
        "organisation": Privacy.FREE_TEXT,
        "contact": Privacy.CONTACT,
        "word": Privacy.FREE_TEXT,
        "proposed_by": Privacy.IDENTITY,
        "handed_to": Privacy.IDENTITY,
        "handed_by": Privacy.IDENTITY,
        "outcome_text": Privacy.FREE_TEXT,
        "withdrawn_reason": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("orientation hors plateforme")
        verbose_name_plural = _("orientations hors plateforme")
        ordering = ["proposed_at", "pk"]
        indexes = [models.Index(fields=["project", "proposed_at"], name="outside_by_project")]
        constraints = [
            models.UniqueConstraint(
                F("need"),
                Lower("organisation"),
                condition=Q(state__in=sorted(OUTSIDE_OPEN)),
                name="outside_once_per_need_and_name",
                violation_error_message=_("Ce besoin est déjà orienté vers cet organisme."),
            ),
            models.CheckConstraint(
                name="outside_names_somebody",
                condition=~Q(organisation=""),
                violation_error_message=_("Une orientation nomme un organisme."),
            ),
            models.CheckConstraint(
                name="outside_consent_has_date",
                condition=goes_with(
                    "consented_at",
                    always=[State.CONSENTED, State.HANDED, State.CLOSED],
                    maybe=(State.WITHDRAWN,),
                ),
                violation_error_message=_("Rien ne part sans l’accord daté du porteur."),
            ),
            models.CheckConstraint(
                name="outside_handed_has_date",
                condition=goes_with(
                    "handed_on", always=[State.HANDED, State.CLOSED], maybe=(State.WITHDRAWN,)
                ),
                violation_error_message=_("Une fiche remise porte la date de sa remise."),
            ),
            models.CheckConstraint(
                name="outside_handed_says_by_whom",
                condition=Q(handed_on=None) | ~Q(handed_by=""),
                violation_error_message=_("Une fiche remise dit par qui."),
            ),
            models.CheckConstraint(
                name="outside_handed_has_next_date",
                condition=goes_with("news_on", always=[State.HANDED]),
                violation_error_message=_("Une fiche remise porte la date où prendre des nouvelles."),
            ),
            models.CheckConstraint(
                name="outside_closed_has_date",
                condition=goes_with("closed_at", always=[State.CLOSED]),
                violation_error_message=_("Une orientation terminée porte la date de sa fin."),
            ),
            models.CheckConstraint(
                name="outside_closed_has_outcome",
                condition=(Q(state=State.CLOSED) & ~Q(outcome="") & ~Q(outcome_side=""))
                | (~Q(state=State.CLOSED) & Q(outcome="", outcome_side="")),
                violation_error_message=_("Une orientation terminée dit ce qu’elle a donné, et qui le dit."),
            ),
            models.CheckConstraint(
                name="outside_withdrawn_has_date",
                condition=goes_with("withdrawn_at", always=[State.WITHDRAWN]),
                violation_error_message=_("Une orientation retirée porte la date du retrait."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.organisation}"

    def get_absolute_url(self) -> str:
        return reverse("accompaniment:outside", args=[self.reference])

    @property
    def is_open(self) -> bool:
        return self.state in OUTSIDE_OPEN

    @property
    def is_readable(self) -> bool:
        """Say whether the sheet may be printed."""
        return self.state in OUTSIDE_READABLE
