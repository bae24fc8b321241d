"""People, the roles they hold, what they agreed to, and who looked at their files."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from terreau.accounts.enums import GRANTABLE_ROLES, Role
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """Create a person; without a password they sign in by code, passkey or ProConnect."""
        user = self.model(email=email.strip().lower(), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """Create the first administrator (command `createsuperuser`)."""
        user = self.create_user(email, password, is_superuser=True, **facts)
        RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR)
        return user


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account, known by their e-mail address."""

    email = models.EmailField(
        _("adresse électronique"),
        unique=True,
        error_messages={"unique": _("Un compte existe déjà avec cette adresse.")},
    )
    first_name = models.CharField(_("prénom"), max_length=80, blank=True)
    last_name = models.CharField(_("nom"), max_length=80, blank=True)
    language = models.CharField(_("langue"), max_length=2, default="fr")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    is_active = models.BooleanField(_("compte actif"), default=True)
    date_joined = models.DateTimeField(_("inscription"), default=clock.now)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = []

    PRIVACY = {
        "email": Privacy.CONTACT,
        "first_name": Privacy.IDENTITY,
        "last_name": Privacy.IDENTITY,
        "language": Privacy.TECHNICAL,
        "public_id": Privacy.TECHNICAL,
        "is_active": Privacy.TECHNICAL,
        "date_joined": Privacy.TECHNICAL,
        "password": Privacy.SENSITIVE,
        "last_login": Privacy.TECHNICAL,
        "is_superuser": Privacy.TECHNICAL,
        "groups": Privacy.TECHNICAL,
        "user_permissions": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("personne")
        verbose_name_plural = _("personnes")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(email=models.functions.Lower("email")),
                name="user_email_is_lower_case",
                violation_error_message=_("L’adresse électronique s’écrit en minuscules."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """First name then last name, or the address when neither is known."""
        return f"{self.first_name} {self.last_name}".strip() or self.email

    def get_full_name(self) -> str:
        return self.full_name

    def get_short_name(self) -> str:
        return self.first_name or self.email

    @cached_property
    def roles(self) -> frozenset[str]:
        """The town-wide roles in force, read once for the life of this object (one request)."""
        return frozenset(self.grants.in_force().values_list("role", flat=True))

    @property
    def is_staff(self) -> bool:
        """Django's own administration is for administrators."""
        return self.is_superuser or Role.ADMINISTRATOR in self.roles


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
