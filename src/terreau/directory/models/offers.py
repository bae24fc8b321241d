"""What organisations offer to people who carry a project."""

import datetime as dt
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from terreau.directory.enums import CheckRhythm, OfferKind, OfferState, Stage, SuspendedFor
from terreau.directory.models.teams import Team
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.territories.models import Territory


class Subject(models.Model):
    """What a need or an offer is about."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    label = models.CharField(_("nom"), max_length=80)
    label_en = models.CharField(_("nom en anglais"), max_length=80, blank=True)
    order = models.PositiveSmallIntegerField(_("rang"), default=0)

    PRIVACY = dict.fromkeys(("code", "label", "label_en", "order"), Privacy.PUBLIC)

    class Meta:
        verbose_name = _("sujet")
        verbose_name_plural = _("sujets")
        ordering = ["order", "code"]

    def __str__(self) -> str:
        """The label in the language of the page."""
        if self.label_en and get_language() == "en":
            return self.label_en
        return self.label


class OfferQuerySet(models.QuerySet["Offer"]):
    def open_on(self, day: dt.date) -> Self:
        """Keep the published offers that are valid on that day."""
        return self.filter(
            models.Q(valid_from=None) | models.Q(valid_from__lte=day),
            models.Q(valid_until=None) | models.Q(valid_until__gte=day),
            state=OfferState.PUBLISHED,
        )


class Offer(models.Model):
    """A support that a team gives: what, to whom, where, how fast, at what price."""

    # offer_of_team serves the key as well
    team = models.ForeignKey(
        Team, models.PROTECT, related_name="offers", verbose_name=_("équipe"), db_index=False
    )
    kind = models.CharField(_("nature du soutien"), max_length=16, choices=OfferKind)
    title = models.CharField(_("titre"), max_length=160)
    slug = models.SlugField(_("adresse"), max_length=90, unique=True)
    summary = models.CharField(_("en quelques mots"), max_length=400, blank=True)
    subjects = models.ManyToManyField(
        Subject, related_name="offers", blank=True, verbose_name=_("sujets traités")
    )
    stages = models.JSONField(_("moments du projet"), default=list, blank=True)
    perimeter = models.ForeignKey(
        Territory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="offers",
        verbose_name=_("territoire couvert"),
    )
    criteria = models.JSONField(_("conditions"), default=list, blank=True)
    contact_email = models.EmailField(_("adresse électronique de contact"), blank=True)
    contact_phone = models.CharField(_("téléphone de contact"), max_length=20, blank=True)
    contact_url = models.URLField(_("page de contact"), blank=True)
    cost_text = models.CharField(_("ce que cela coûte"), max_length=160, blank=True)
    duration_text = models.CharField(_("combien de temps cela dure"), max_length=160, blank=True)
    documents_text = models.CharField(_("documents demandés"), max_length=400, blank=True)
    delay_days = models.PositiveSmallIntegerField(
        _("réponse promise en (jours ouvrés)"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    capacity = models.PositiveSmallIntegerField(
        _("demandes suivies en même temps, au plus"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    monthly_capacity = models.PositiveSmallIntegerField(
        _("nouvelles demandes en 30 jours, au plus"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
    )
    paused_until = models.DateField(_("aucune nouvelle demande jusqu’au"), null=True, blank=True)
    valid_from = models.DateField(_("à partir du"), null=True, blank=True)
    valid_until = models.DateField(_("jusqu’au"), null=True, blank=True)
    verified_on = models.DateField(_("vérifiée le"), null=True, blank=True)
    check_every = models.PositiveSmallIntegerField(
        _("à vérifier"), choices=CheckRhythm, default=CheckRhythm.HALF_YEAR
    )
    times_asked = models.PositiveSmallIntegerField(_("fois où l’on a demandé si elle est exacte"), default=0)
    suspended_for = models.CharField(
        _("suspendue parce que"), max_length=10, choices=SuspendedFor, blank=True
    )
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name=_("remplacée par"),
    )
    ended_reason = models.CharField(_("raison de la fin"), max_length=300, blank=True)
    state = models.CharField(_("état"), max_length=10, choices=OfferState, default=OfferState.DRAFT)
    created_at = models.DateTimeField(_("créée le"), default=clock.now)
    updated_at = models.DateTimeField(_("modifiée le"), default=clock.now)

    objects = OfferQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            *("team", "kind", "title", "slug", "summary", "subjects", "stages", "perimeter", "criteria"),
            *("contact_email", "contact_phone", "contact_url", "cost_text", "duration_text"),
            *("documents_text", "delay_days", "capacity", "monthly_capacity", "paused_until", "check_every"),
            *("valid_from", "valid_until", "verified_on", "successor", "ended_reason"),
        ),
        Privacy.PUBLIC,
    ) | dict.fromkeys(
        ("state", "times_asked", "suspended_for", "created_at", "updated_at"), Privacy.TECHNICAL
    )

    class Meta:
        verbose_name = _("offre de soutien")
        verbose_name_plural = _("offres de soutien")
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=OfferState.PUBLISHED) | models.Q(perimeter__isnull=False),
                name="offer_published_has_perimeter",
                violation_error_message=_("Une offre publiée dit quel territoire elle couvre."),
            ),
            models.CheckConstraint(
                # A draft may come from a register that says too little.
                condition=~models.Q(state=OfferState.PUBLISHED) | ~models.Q(kind=""),
                name="offer_published_has_kind",
                violation_error_message=_("Une offre publiée dit la nature du soutien."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state=OfferState.ENDED) | models.Q(valid_until__isnull=False),
                name="offer_ended_has_date",
                violation_error_message=_("Une offre terminée porte la date de sa fin."),
            ),
            models.CheckConstraint(
                # An offer withdrawn before its first day ends before it began.
                condition=models.Q(valid_from=None)
                | models.Q(valid_until=None)
                | models.Q(valid_until__gte=models.F("valid_from"))
                | models.Q(state=OfferState.ENDED),
                name="offer_dates_in_order",
                violation_error_message=_("La fin d’une offre ne précède pas son début."),
            ),
            models.CheckConstraint(
                condition=(models.Q(delay_days=None) | models.Q(delay_days__gte=1))
                & (models.Q(capacity=None) | models.Q(capacity__gte=1))
                & (models.Q(monthly_capacity=None) | models.Q(monthly_capacity__gte=1)),
                name="offer_figures_are_positive",
                violation_error_message=_("Un délai ou une capacité vaut au moins 1."),
            ),
            models.CheckConstraint(
                condition=models.Q(suspended_for="") | models.Q(state=OfferState.SUSPENDED),
                name="offer_suspended_says_why",
                violation_error_message=_("Seule une offre suspendue dit pourquoi elle l’est."),
            ),
            models.CheckConstraint(
                condition=models.Q(successor=None) | ~models.Q(successor=models.F("id")),
                name="offer_is_not_its_own_successor",
                violation_error_message=_("Une offre ne peut pas se remplacer elle-même."),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "kind", "team"], name="offer_by_kind"),
            models.Index(fields=["team", "state"], name="offer_of_team"),
            models.Index(fields=["updated_at"], name="offer_changed"),
        ]

    def __str__(self) -> str:
        return self.title

    def is_open_on(self, day: dt.date) -> bool:
        """Say whether somebody may be sent to this offer on that day."""
        return (
            self.state == OfferState.PUBLISHED
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_until is None or self.valid_until >= day)
        )

    @property
    def check_due_on(self) -> dt.date | None:
        """The day on which somebody is to say again that it is exact; None when nobody ever did."""
        if self.verified_on is None:
            return None
        return self.verified_on + dt.timedelta(days=self.check_every)

    def is_fresh_on(self, day: dt.date) -> bool:
        """Say whether somebody confirmed it within its own rhythm."""
        return is_fresh(self.verified_on, self.check_every, day)

    @property
    def contact_route(self) -> str:
        """How to reach the people behind the offer: its own address, telephone, page, or the team's inbox."""
        return self.contact_email or self.contact_phone or self.contact_url or self.team.email

    @property
    def stage_names(self) -> list[str]:
        """The names of the stages served, in the order of a project's life."""
        return [str(stage.label) for stage in Stage if stage.value in self.stages]


def is_fresh(verified_on: dt.date | None, check_every: int, day: dt.date) -> bool:
    """Say whether what was confirmed on a day still counts as exact on another."""
    return verified_on is not None and day <= verified_on + dt.timedelta(days=check_every)
