"""People around a project, besides its owner."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.projects.enums import MemberRole
from terreau.projects.models.project import Project


class ProjectMemberQuerySet(models.QuerySet["ProjectMember"]):
    def active(self) -> "ProjectMemberQuerySet":
        return self.filter(user__isnull=False, left_at=None)


class ProjectMember(models.Model):
    """A person invited by the owner; they belong to the team once they have accepted."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="members", verbose_name=_("projet"))
    email = models.EmailField(_("adresse électronique"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="project_memberships",
        verbose_name=_("personne"),
    )
    role = models.CharField(_("rôle"), max_length=20, choices=MemberRole.choices)
    invited_at = models.DateTimeField(_("invité le"), default=clock.now)
    joined_at = models.DateTimeField(_("arrivé le"), null=True, blank=True)
    left_at = models.DateTimeField(_("parti le"), null=True, blank=True)

    objects = ProjectMemberQuerySet.as_manager()

    PRIVACY = {
        "project": Privacy.TECHNICAL,
        "email": Privacy.CONTACT,
        "user": Privacy.IDENTITY,
        "role": Privacy.TECHNICAL,
        "invited_at": Privacy.TECHNICAL,
        "joined_at": Privacy.TECHNICAL,
        "left_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("membre de l’équipe")
        verbose_name_plural = _("membres de l’équipe")
        ordering = ["invited_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "email"],
                condition=Q(left_at=None),
                name="project_member_once",
                violation_error_message=_("Cette personne est déjà invitée."),
            ),
            models.CheckConstraint(
                name="project_member_joined_is_somebody",
                condition=Q(joined_at__isnull=True, user__isnull=True)
                | Q(joined_at__isnull=False, user__isnull=False),
                violation_error_message=_("Une personne arrivée a un compte et une date d’arrivée."),
            ),
        ]

    def __str__(self) -> str:
        return self.user.full_name if self.user else self.email
