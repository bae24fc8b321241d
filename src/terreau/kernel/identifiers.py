"""SIREN and SIRET: identifiers of French companies, kept as text (Insee, base Sirene)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

LA_POSTE_SIREN = "356000000"


def clean_number(value: str) -> str:
    """Remove the spaces and points that people put inside identifiers."""
    return "".join(char for char in value if not char.isspace() and char not in ".-\u202f\u00a0")


def is_siren(value: str) -> bool:
    """Say whether nine digits pass the Luhn key."""
    return len(value) == 9 and stdnum_siren.is_valid(value)


def is_siret(value: str) -> bool:
    """Say whether fourteen digits pass the Luhn key, or La Poste's own rule.

    The establishments of La Poste (SIREN 356000000) are too many for the Luhn key: the sum of their
    digits is a multiple of five instead.
    """
    if len(value) != 14 or not value.isascii() or not value.isdigit():
        return False
    if stdnum_siret.is_valid(value):
        return True
    return value.startswith(LA_POSTE_SIREN) and sum(map(int, value)) % 5 == 0


def validate_siren(value: str) -> None:
    """Django validator for a SIREN."""
    if not is_siren(value):
        raise ValidationError(_("Ce SIREN n’est pas valide : vérifiez ses 9 chiffres."), code="siren")


def validate_siret(value: str) -> None:
    """Django validator for a SIRET."""
    if not is_siret(value):
        raise ValidationError(_("Ce SIRET n’est pas valide : vérifiez ses 14 chiffres."), code="siret")
