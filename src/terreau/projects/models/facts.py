"""What a project needs, and what is known of it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terreau.directory.models import Subject
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.enums import FactKey, FactSource, Urgency
from terreau.projects.models.project import Project


class Need(models.Model):
    """One thing the project asks for; it lives on its own, beside the others."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="needs", verbose_name=_("projet"))
    subject = models.ForeignKey(Subject, models.PROTECT, related_name="needs", verbose_name=_("sujet"))
    urgency = models.CharField(_("urgence"), max_length=10, choices=Urgency.choices, default=Urgency.SOON)
    text = models.TextField(_("en quelques mots"), max_length=2000, blank=True)
    created_at = models.DateTimeField(_("ajouté le"), default=clock.now)
    closed_at = models.DateTimeField(_("refermé le"), null=True, blank=True)

    PRIVACY = {
        "project": Privacy.TECHNICAL,
        "subject": Privacy.TECHNICAL,
        "urgency": Privacy.TECHNICAL,
        "text": Privacy.FREE_TEXT,
        "created_at": Privacy.TECHNICAL,
        "closed_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("besoin")
        verbose_name_plural = _("besoins")
        ordering = ["created_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "subject"],
                condition=Q(closed_at=None),
                name="need_open_once_per_subject",
                violation_error_message=_("Ce besoin est déjà ouvert pour ce projet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project} – {self.subject}"


class Fact(models.Model):
    """Something known about a project, on a day, from somebody; the latest row of a key counts.

    A null value says that it is not known; a row past its validity says nothing any more.
    """

    project = models.ForeignKey(Project, models.CASCADE, related_name="facts", verbose_name=_("projet"))
    key = models.CharField(_("information"), max_length=30, choices=FactKey.choices)
    value = models.JSONField(_("valeur"), null=True, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=FactSource.choices)
    recorded_at = models.DateTimeField(_("noté le"), default=clock.now)
    recorded_by = models.CharField(_("noté par"), max_length=200)
    valid_until = models.DateField(_("valable jusqu’au"), null=True, blank=True)

    PRIVACY = {
        "project": Privacy.TECHNICAL,
        "key": Privacy.TECHNICAL,
        "value": Privacy.SENSITIVE,
        "source": Privacy.TECHNICAL,
        "recorded_at": Privacy.TECHNICAL,
        "recorded_by": Privacy.IDENTITY,
        "valid_until": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("information")
        verbose_name_plural = _("informations")
        ordering = ["recorded_at", "pk"]
        indexes = [models.Index(fields=["project", "key", "-recorded_at"], name="fact_latest")]

    def __str__(self) -> str:
        return f"{self.get_key_display()} – {self.project}"
