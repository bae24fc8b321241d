"""What a file brought from another installation: its history there, word for word."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.models.project import Project


class CarriedHistory(models.Model):
    """The story that came with a file: read and taken away again, never mixed with what happens here."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="carried", verbose_name=_("projet"))
    origin = models.CharField(_("venu de"), max_length=200)
    arrived_at = models.DateTimeField(_("arrivé le"), default=clock.now)
    data = models.JSONField(_("histoire"), default=dict)

    PRIVACY = {
        "project": Privacy.TECHNICAL,
        "origin": Privacy.TECHNICAL,
        "arrived_at": Privacy.TECHNICAL,
        "data": Privacy.FREE_TEXT,
    }

    class Meta:
        verbose_name = _("histoire apportée")
        verbose_name_plural = _("histoires apportées")

    def __str__(self) -> str:
        return f"{self.project} – {self.origin}"
