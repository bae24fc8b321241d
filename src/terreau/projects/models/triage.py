"""What the officer decided on a project, and the words sent to the holder."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.enums import Verdict
from terreau.projects.models.project import Project


class Decision(models.Model):
    """One decision of the triage; the project may receive several (precisions asked, then accepted)."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="decisions", verbose_name=_("projet"))
    verdict = models.CharField(_("décision"), max_length=20, choices=Verdict.choices)
    message = models.TextField(_("message au porteur"), max_length=5000)
    reason = models.TextField(_("motif"), max_length=2000, blank=True)
    alternative = models.TextField(_("autre solution"), max_length=2000, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("auteur")
    )
    at = models.DateTimeField(_("date"), default=clock.now)

    PRIVACY = {
        "project": Privacy.TECHNICAL,
        "verdict": Privacy.TECHNICAL,
        "message": Privacy.FREE_TEXT,
        "reason": Privacy.FREE_TEXT,
        "alternative": Privacy.FREE_TEXT,
        "by": Privacy.IDENTITY,
        "at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("décision")
        verbose_name_plural = _("décisions")
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="decision_refusal_has_reason_and_alternative",
                condition=~Q(verdict__in=[Verdict.REDIRECT, Verdict.REFUSE])
                | (~Q(reason="") & ~Q(alternative="")),
                violation_error_message=_("Un refus dit pourquoi et propose une autre solution."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} – {self.get_verdict_display()}"
