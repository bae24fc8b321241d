"""A holder calls for a hand, and everybody reads it until a day; the town may take a call down."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.choices import label_of
from terreau.kernel.privacy import Privacy
from terreau.kernel.workflow import Workflow
from terreau.projects.enums import HelpCallState, HelpKind, HelpReportState
from terreau.projects.models.project import Project

USUAL_DAYS = 60

HELP_CALL_WORKFLOW = Workflow(
    "HelpCall",
    HelpCallState,
    close=([HelpCallState.OPEN], HelpCallState.CLOSED),
    end=([HelpCallState.OPEN], HelpCallState.OVER),
    remove=([HelpCallState.OPEN], HelpCallState.REMOVED),
    reopen=([HelpCallState.CLOSED, HelpCallState.OVER], HelpCallState.OPEN),
)
HELP_REPORT_WORKFLOW = Workflow(
    "HelpReport",
    HelpReportState,
    uphold=([HelpReportState.WAITING], HelpReportState.UPHELD),
    dismiss=([HelpReportState.WAITING], HelpReportState.DISMISSED),
)


def in_two_months() -> dt.date:
    """Return the usual end of a call."""
    return clock.today() + dt.timedelta(days=USUAL_DAYS)


class HelpCallQuerySet(models.QuerySet["HelpCall"]):
    def in_force(self, today: Any = None) -> "HelpCallQuerySet":
        """Keep what may be read today: a call past its day shows nowhere, even before it is put away."""
        today = clock.today() if today is None else today
        return self.filter(state=HelpCallState.OPEN, until__gte=today)

    def with_project(self, today: Any = None) -> "HelpCallQuerySet":
        """Say of which project a call is, when its holder names it and its page is public today."""
        today = clock.today() if today is None else today
        named = Q(names_project=True, project__sheet__expires_on__gte=today)
        nothing = Value("", output_field=models.CharField())
        return self.annotate(
            project_title=Case(When(named, then=F("project__sheet__title")), default=nothing),
            project_slug=Case(When(named, then=F("project__sheet__slug")), default=nothing),
        )


class HelpCall(models.Model):
    """What a holder asks of everybody, in plain words, until a day; every text of it is public by consent."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="help_calls", verbose_name=_("projet"))
    slug = models.SlugField(_("adresse"), max_length=100, unique=True)
    kind = models.CharField(_("ce qui est demandé"), max_length=20, choices=HelpKind.choices)
    title = models.CharField(_("en une ligne"), max_length=120)
    text = models.TextField(_("en quelques phrases"), max_length=2000)
    amount = models.CharField(_("combien, quand"), max_length=160, blank=True)
    place = models.CharField(_("où"), max_length=160, blank=True)
    # The public page of the project is named only while it is public itself.
    names_project = models.BooleanField(_("nomme le projet"), default=False)
    # A copy of the name, empty unless its owner chose to show it.
    holder = models.CharField(_("porteur"), max_length=180, blank=True)
    until = models.DateField(_("jusqu’au"), default=in_two_months, db_index=True)
    state = models.CharField(
        _("état"), max_length=10, choices=HelpCallState.choices, default=HelpCallState.OPEN
    )
    agreed_at = models.DateTimeField(_("accord donné le"), default=clock.now)
    published_at = models.DateTimeField(_("publié le"), default=clock.now)
    updated_at = models.DateTimeField(_("mis à jour le"), default=clock.now)
    ended_at = models.DateTimeField(_("terminé le"), null=True, blank=True)
    removal_reason = models.CharField(_("motif du retrait"), max_length=500, blank=True)

    objects = HelpCallQuerySet.as_manager()

    PRIVACY = dict.fromkeys(
        (
            *("slug", "kind", "title", "text", "amount", "place", "holder"),
            *("until", "published_at", "updated_at"),
        ),
        Privacy.PUBLIC,
    ) | {
        "project": Privacy.TECHNICAL,
        "names_project": Privacy.TECHNICAL,
        "state": Privacy.TECHNICAL,
        "agreed_at": Privacy.TECHNICAL,
        "ended_at": Privacy.TECHNICAL,
        "removal_reason": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("appel à un coup de main")
        verbose_name_plural = _("appels à un coup de main")
        ordering = ["-published_at", "-pk"]
        indexes = [models.Index(fields=["state", "-published_at"], name="help_call_list")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "title"],
                condition=Q(state=HelpCallState.OPEN),
                name="help_call_open_once",
                violation_error_message=_("Le même appel est déjà ouvert."),
            ),
            models.CheckConstraint(
                name="help_call_ended_has_date",
                condition=Q(state=HelpCallState.OPEN, ended_at=None)
                | (~Q(state=HelpCallState.OPEN) & Q(ended_at__isnull=False)),
                violation_error_message=_("Un appel terminé porte la date de sa fin."),
            ),
            models.CheckConstraint(
                name="help_call_removed_has_reason",
                condition=~Q(state=HelpCallState.REMOVED) | ~Q(removal_reason=""),
                violation_error_message=_("Un appel retiré dit pourquoi."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:help_call", args=[self.slug])

    def get_kind_display(self) -> str:  # type: ignore[no-redef]  # Django’s own is slow: see label_of
        return label_of(HelpKind, self.kind)

    @property
    def is_in_force(self) -> bool:
        return self.state == HelpCallState.OPEN and self.until >= clock.today()


class HelpReport(models.Model):
    """Somebody tells the town that a call should not be there."""

    call = models.ForeignKey(
        HelpCall, models.CASCADE, related_name="reports", verbose_name=_("appel à un coup de main")
    )
    message = models.TextField(_("ce qui ne va pas"), max_length=1000)
    state = models.CharField(
        _("état"), max_length=10, choices=HelpReportState.choices, default=HelpReportState.WAITING
    )
    created_at = models.DateTimeField(_("signalé le"), default=clock.now)
    decided_at = models.DateTimeField(_("décidé le"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("décidé par"),
    )

    PRIVACY = {
        "call": Privacy.TECHNICAL,
        "message": Privacy.FREE_TEXT,
        "state": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
        "decided_at": Privacy.TECHNICAL,
        "decided_by": Privacy.IDENTITY,
    }

    class Meta:
        verbose_name = _("appel signalé")
        verbose_name_plural = _("appels signalés")
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="help_report_decided_has_date",
                condition=Q(state=HelpReportState.WAITING, decided_at=None)
                | (~Q(state=HelpReportState.WAITING) & Q(decided_at__isnull=False)),
                violation_error_message=_("Une décision porte sa date."),
            )
        ]

    def __str__(self) -> str:
        return str(self.call)
