"""A proposal being written: no account exists yet."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.models.project import Project


def new_nonce() -> str:
    """Return what makes the code of a draft impossible to guess, and new at each mail."""
    return secrets.token_urlsafe(16)


class IntakeDraft(models.Model):
    """The three screens as typed so far; it becomes a project, once, when submitted."""

    email = models.EmailField(_("adresse électronique"), blank=True)
    proved_email = models.EmailField(_("adresse prouvée"), blank=True)
    data = models.JSONField(_("réponses"), default=dict)
    step = models.CharField(_("écran"), max_length=20, default="idea")
    language = models.CharField(_("langue"), max_length=2, default="fr")
    code_email = models.EmailField(_("adresse du dernier code"), blank=True)
    nonce = models.CharField(max_length=40, default=new_nonce)
    code_sent_at = models.DateTimeField(_("code envoyé le"), null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(_("essais"), default=0)
    mails_sent = models.PositiveSmallIntegerField(_("courriels demandés"), default=0)
    created_at = models.DateTimeField(_("commencé le"), default=clock.now)
    updated_at = models.DateTimeField(_("modifié le"), default=clock.now)
    submitted_at = models.DateTimeField(_("proposé le"), null=True, blank=True)
    project = models.OneToOneField(
        Project, models.CASCADE, null=True, blank=True, related_name="draft", verbose_name=_("projet")
    )

    PRIVACY = {
        "email": Privacy.CONTACT,
        "proved_email": Privacy.CONTACT,
        "data": Privacy.FREE_TEXT,
        "step": Privacy.TECHNICAL,
        "language": Privacy.TECHNICAL,
        "code_email": Privacy.CONTACT,
        "nonce": Privacy.SENSITIVE,
        "code_sent_at": Privacy.TECHNICAL,
        "code_attempts": Privacy.TECHNICAL,
        "mails_sent": Privacy.TECHNICAL,
        "created_at": Privacy.TECHNICAL,
        "updated_at": Privacy.TECHNICAL,
        "submitted_at": Privacy.TECHNICAL,
        "project": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("brouillon de projet")
        verbose_name_plural = _("brouillons de projet")
        constraints = [
            models.CheckConstraint(
                name="draft_project_has_date",
                condition=Q(project__isnull=True) | Q(submitted_at__isnull=False),
                violation_error_message=_("Un brouillon proposé porte une date."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"#{self.pk}"

    @property
    def title(self) -> str:
        """The title typed so far, one line."""
        return " ".join(str(self.data.get("idea", {}).get("title", "")).split())[:120]

    @property
    def is_proved(self) -> bool:
        """Say whether the address written in the draft is proved to belong to whoever writes."""
        return bool(self.email) and self.proved_email == self.email
