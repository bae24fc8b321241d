"""Several organisations answer one need together: the group, its parts, and the wish of one to be two."""

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.enums import OPEN_GROUPS, GroupState, PartRole
from terreau.accompaniment.models.referral import Referral
from terreau.kernel import clock, ids
from terreau.kernel.privacy import Privacy
from terreau.projects.models import Need, Project

State = GroupState
new_reference = partial(ids.reference, "GRP")


class GroupAnswer(models.Model):
    """One need that several organisations take together, one of them being the lead.

    Each organisation keeps its own referral, with its own notes and its own outcome: the group is over when
    none of them runs any more.
    """

    reference = models.CharField(_("référence"), max_length=20, unique=True, default=new_reference)
    need = models.ForeignKey(Need, models.CASCADE, related_name="groups", verbose_name=_("besoin"))
    project = models.ForeignKey(Project, models.CASCADE, related_name="groups", verbose_name=_("projet"))
    state = models.CharField(_("état"), max_length=12, choices=GroupState, default=GroupState.PROPOSED)
    word = models.TextField(_("mot de la ville au porteur"), max_length=1000, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposée par")
    )
    proposed_at = models.DateTimeField(_("proposée le"), default=clock.now)
    consented_at = models.DateTimeField(_("accord du porteur le"), null=True, blank=True)
    # The lead owes the news: since when, and what it announced.
    news_at = models.DateTimeField(_("dernières nouvelles le"), null=True, blank=True)
    next_step = models.TextField(_("prochaine étape"), max_length=500, blank=True)
    next_on = models.DateField(_("prochaine étape avant le"), null=True, blank=True)
    ended_at = models.DateTimeField(_("terminée le"), null=True, blank=True)
    ended_reason = models.TextField(_("raison de l’abandon"), max_length=1000, blank=True)

    PRIVACY = dict.fromkeys(
        (
            *("reference", "need", "project", "state", "proposed_at", "consented_at", "news_at", "next_on"),
            "ended_at",
        ),
        Privacy.TECHNICAL,
    ) | {
        "word": Privacy.FREE_TEXT,
        "proposed_by": Privacy.IDENTITY,
        "next_step": Privacy.FREE_TEXT,
        "ended_reason": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("réponse en groupe")
        verbose_name_plural = _("réponses en groupe")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["need"],
                condition=Q(state__in=sorted(OPEN_GROUPS)),
                name="group_answer_once_per_need",
                violation_error_message=_("Des organismes répondent déjà ensemble à ce besoin."),
            ),
            models.CheckConstraint(
                name="group_answer_runs_after_consent",
                condition=Q(state__in=[State.RUNNING, State.ENDED], consented_at__isnull=False)
                | Q(state__in=[State.PROPOSED, State.CALLED_OFF], consented_at=None),
                violation_error_message=_("Aucun groupe ne se forme sans l’accord daté du porteur."),
            ),
            models.CheckConstraint(
                name="group_answer_owes_news_once_agreed",
                condition=Q(consented_at=None, news_at=None)
                | Q(consented_at__isnull=False, news_at__gte=models.F("consented_at")),
                violation_error_message=_("Un groupe donne des nouvelles dès qu’il est formé."),
            ),
            models.CheckConstraint(
                name="group_answer_ended_has_date",
                condition=Q(state__in=sorted(OPEN_GROUPS), ended_at=None)
                | (~Q(state__in=sorted(OPEN_GROUPS)) & Q(ended_at__isnull=False)),
                violation_error_message=_("Un groupe terminé porte la date de sa fin."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} – {self.need}"

    def get_absolute_url(self) -> str:
        return reverse("accompaniment:group", args=[self.reference])

    @property
    def is_running(self) -> bool:
        return self.state == State.RUNNING

    @property
    def is_over(self) -> bool:
        return self.state not in OPEN_GROUPS


class GroupPart(models.Model):
    """The part of one organisation in a group: its own referral, as the lead or as a member."""

    group = models.ForeignKey(GroupAnswer, models.CASCADE, related_name="parts", verbose_name=_("groupe"))
    referral = models.ForeignKey(
        Referral, models.CASCADE, related_name="parts", verbose_name=_("mise en relation")
    )
    role = models.CharField(_("rôle"), max_length=8, choices=PartRole, default=PartRole.MEMBER)
    added_at = models.DateTimeField(_("proposée le"), default=clock.now)
    agreed_at = models.DateTimeField(_("accord du porteur le"), null=True, blank=True)
    left_at = models.DateTimeField(_("quitté le groupe le"), null=True, blank=True)
    left_reason = models.TextField(_("raison du départ"), max_length=1000, blank=True)

    PRIVACY = dict.fromkeys(
        ("group", "referral", "role", "added_at", "agreed_at", "left_at"), Privacy.TECHNICAL
    ) | {"left_reason": Privacy.FREE_TEXT}

    class Meta:
        verbose_name = _("part dans un groupe")
        verbose_name_plural = _("parts dans un groupe")
        ordering = ["added_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group"],
                condition=Q(role=PartRole.LEAD),
                name="group_part_one_lead",
                violation_error_message=_("Un groupe a un seul chef de file."),
            ),
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(left_at=None),
                name="group_part_one_group_at_a_time",
                violation_error_message=_("Cet organisme est déjà dans un groupe pour ce besoin."),
            ),
            models.CheckConstraint(
                name="group_part_lead_stays",
                condition=~Q(role=PartRole.LEAD) | Q(left_at=None),
                violation_error_message=_("Le chef de file ne part qu’après avoir été remplacé."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group.reference} – {self.referral.team}"

    @property
    def project(self) -> Project:
        return self.group.project

    @property
    def is_lead(self) -> bool:
        return self.role == PartRole.LEAD

    @property
    def is_pending(self) -> bool:
        return self.agreed_at is None and self.left_at is None

    @property
    def is_current(self) -> bool:
        """The holder agreed to it, and the organisation has not left."""
        return self.agreed_at is not None and self.left_at is None


class PartnerWish(models.Model):
    """An organisation that helps would like to answer with another one; the town looks at it."""

    referral = models.ForeignKey(
        Referral, models.CASCADE, related_name="partner_wishes", verbose_name=_("mise en relation")
    )
    partner = models.CharField(_("organisme proposé"), max_length=200)
    reason = models.TextField(_("pourquoi"), max_length=1000)
    at = models.DateTimeField(_("souhaité le"), default=clock.now)
    by_label = models.CharField(_("souhaité par"), max_length=200)
    settled_at = models.DateTimeField(_("réglé le"), null=True, blank=True)
    group = models.ForeignKey(
        GroupAnswer,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="wishes",
        verbose_name=_("groupe formé"),
    )
    answer = models.TextField(_("réponse de la ville"), max_length=1000, blank=True)

    PRIVACY = dict.fromkeys(("referral", "at", "settled_at", "group"), Privacy.TECHNICAL) | {
        "partner": Privacy.FREE_TEXT,
        "reason": Privacy.FREE_TEXT,
        "by_label": Privacy.IDENTITY,
        "answer": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("souhait de partenaire")
        verbose_name_plural = _("souhaits de partenaire")
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["referral"],
                condition=Q(settled_at=None),
                name="partner_wish_once_open",
                violation_error_message=_(
                    "La ville lit déjà une proposition de partenaire de cet organisme."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral} + {self.partner}"

    @property
    def project(self) -> Project:
        return self.referral.project
