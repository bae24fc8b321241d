"""Capability links: whoever holds one may do one thing about one object."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy
from terreau.kernel.refs import find


class CapabilityLink(models.Model):
    """The imprint of a token: the token itself is only in the mail that carries it."""

    token_hash = models.CharField(_("empreinte"), max_length=64, unique=True, editable=False)
    purpose = models.CharField(_("usage"), max_length=60)
    target_kind = models.CharField(_("sorte d’objet"), max_length=60)
    target_key = models.CharField(_("clé de l’objet"), max_length=64)
    email = models.CharField(_("adresse"), max_length=254, blank=True)
    created_at = models.DateTimeField(_("créé le"), default=clock.now)
    expires_at = models.DateTimeField(_("expire le"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("révoqué le"), null=True, blank=True)
    last_used_at = models.DateTimeField(_("dernier usage"), null=True, blank=True)

    PRIVACY = {
        "token_hash": Privacy.SENSITIVE,
        "purpose": Privacy.TECHNICAL,
        "target_kind": Privacy.TECHNICAL,
        "target_key": Privacy.TECHNICAL,
        "email": Privacy.CONTACT,
        "created_at": Privacy.TECHNICAL,
        "expires_at": Privacy.TECHNICAL,
        "revoked_at": Privacy.TECHNICAL,
        "last_used_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("lien d’action")
        verbose_name_plural = _("liens d’action")
        indexes = [models.Index(fields=["target_kind", "target_key", "purpose"], name="link_by_target")]

    def __str__(self) -> str:
        return f"{self.purpose} → {self.target_kind} {self.target_key}"

    @property
    def target(self) -> Any:
        return find(self.target_kind, self.target_key)
