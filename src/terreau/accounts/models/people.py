"""People, known by their e-mail address."""

import uuid
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from terreau.accounts.enums import STRONG_ROLES, Role
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class UserManager(BaseUserManager["User"]):
    """Finds people by e-mail address, whatever its case."""

    @staticmethod
    def normalise(email: str) -> str:
        """Return the address as it is stored: no space around, lower case."""
        return email.strip().lower()

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=self.normalise(username or ""))

    def create_user(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """Create a person; without a password they sign in by code, passkey or ProConnect."""
        user = self.model(email=self.normalise(email), **facts)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **facts: Any) -> "User":
        """Create the first administrator (command `createsuperuser`)."""
        user = self.create_user(email, password, is_superuser=True, **facts)
        user.grants.create(role=Role.ADMINISTRATOR)
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

    # Set for a request by `accounts.middleware`: this session has not shown the second factor.
    factor_missing = False

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
                condition=models.Q(email=Lower("email")),
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
    def granted_roles(self) -> frozenset[str]:
        """The town-wide roles in force, read once for the life of this object (one request)."""
        return frozenset(self.grants.in_force().values_list("role", flat=True))

    @property
    def roles(self) -> frozenset[str]:
        """The town-wide roles this person may use now: some wait for the second factor."""
        return self.granted_roles - STRONG_ROLES if self.factor_missing else self.granted_roles

    @property
    def needs_factor(self) -> bool:
        """Officers, secretaries and administrators open more than their own file: two proofs."""
        return self.is_superuser or not STRONG_ROLES.isdisjoint(self.granted_roles)

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        if self.is_superuser and self.factor_missing:
            return False
        return super().has_perm(perm, obj)

    @property
    def is_staff(self) -> bool:
        """Django's own administration is for administrators."""
        return self.is_superuser or Role.ADMINISTRATOR in self.roles
