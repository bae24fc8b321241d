"""The town-wide roles of people."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.accounts.enums import GRANTABLE_ROLES
from terreau.accounts.models.people import User
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class RoleGrantQuerySet(models.QuerySet["RoleGrant"]):
    def in_force(self) -> "RoleGrantQuerySet":
        return self.filter(revoked_at=None)


class RoleGrant(models.Model):
    """A town-wide role given to a person, from one day to another."""

    user = models.ForeignKey(User, models.CASCADE, related_name="grants", verbose_name=_("personne"))
    role = models.CharField(
        _("rôle"), max_length=20, choices=[(role.value, role.label) for role in GRANTABLE_ROLES]
    )
    granted_at = models.DateTimeField(_("attribué le"), default=clock.now)
    revoked_at = models.DateTimeField(_("retiré le"), null=True, blank=True)

    objects = RoleGrantQuerySet.as_manager()

    PRIVACY = {
        "user": Privacy.IDENTITY,
        "role": Privacy.TECHNICAL,
        "granted_at": Privacy.TECHNICAL,
        "revoked_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("rôle attribué")
        verbose_name_plural = _("rôles attribués")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=models.Q(revoked_at=None),
                name="role_grant_once_in_force",
                violation_error_message=_("Cette personne a déjà ce rôle."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"
