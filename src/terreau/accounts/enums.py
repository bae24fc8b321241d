"""Words of the accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a person is for the town; a person may hold several."""

    RESIDENT = "resident", _("Habitant")
    HOLDER = "holder", _("Porteur de projet")
    TEAM = "team", _("Membre d’une équipe")
    OFFICER = "officer", _("Référent ESS de la ville")
    SECRETARY = "secretary", _("Secrétariat du conseil")
    ELECTED = "elected", _("Élu")
    SIGNATORY = "signatory", _("Signataire")
    EDITOR = "editor", _("Rédacteur")
    ADMINISTRATOR = "administrator", _("Administrateur")


# Derived from what a person does elsewhere; never granted by hand.
DERIVED_ROLES = frozenset({Role.RESIDENT, Role.HOLDER, Role.TEAM})
GRANTABLE_ROLES = [role for role in Role if role not in DERIVED_ROLES]
# They open more than their own file: their session needs a second factor.
STRONG_ROLES = frozenset({Role.OFFICER, Role.SECRETARY, Role.ADMINISTRATOR})

PHRASES = {
    "role.granted": _("Rôle attribué"),
    "role.revoked": _("Rôle retiré"),
    "person.joined": _("Compte ouvert"),
    "person.disabled": _("Compte désactivé"),
    "person.enabled": _("Compte réactivé"),
    "person.erased": _("Compte effacé"),
    "consent.given": _("Consentement donné"),
    "consent.withdrawn": _("Consentement retiré"),
}
