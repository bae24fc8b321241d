"""SIREN and SIRET: identifiers of French companies, kept as text (Insee, base Sirene)."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LA_POSTE_SIREN = "356000000"
# The Luhn key (ISO/IEC 7812-1): every second digit from the right counts double, its two digits added.
_DOUBLED = bytes.maketrans(b"0123456789", bytes((0, 2, 4, 6, 8, 1, 3, 5, 7, 9)))
_PLAIN = bytes.maketrans(b"0123456789", bytes(range(10)))


def clean_number(value: str) -> str:
    """Remove the spaces and points that people put inside identifiers."""
    return "".join(char for char in value if not char.isspace() and char not in ".-\u202f\u00a0")


def is_siren(value: str) -> bool:
    """Say whether nine digits pass the Luhn key."""
    return len(value) == 9 and value.isascii() and value.isdigit() and _luhn(value)


def is_siret(value: str) -> bool:
    """Say whether fourteen digits pass the Luhn key, or La Poste's own rule.

    The establishments of La Poste (SIREN 356000000) are too many for the Luhn key: the sum of their
    digits is a multiple of five instead.
    """
    if len(value) != 14 or not value.isascii() or not value.isdigit():
        return False
    if _luhn(value):
        return True
    return value.startswith(LA_POSTE_SIREN) and sum(map(int, value)) % 5 == 0


def _luhn(digits: str) -> bool:
    reverse = digits.encode()[::-1]
    return (sum(reverse[::2].translate(_PLAIN)) + sum(reverse[1::2].translate(_DOUBLED))) % 10 == 0


def validate_siren(value: str) -> None:
    """Django validator for a SIREN."""
    if not is_siren(value):
        raise ValidationError(_("Ce SIREN n’est pas valide : vérifiez ses 9 chiffres."), code="siren")


def validate_siret(value: str) -> None:
    """Django validator for a SIRET."""
    if not is_siret(value):
        raise ValidationError(_("Ce SIRET n’est pas valide : vérifiez ses 14 chiffres."), code="siret")
