"""Cells as registers and spreadsheets write them; a destroyed value is refused, never guessed."""

import re
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from terreau.directory.enums import Rejection
from terreau.directory.sources.candidate import LineRefused
from terreau.kernel.identifiers import clean_number, is_siren, is_siret

NAME_LENGTH = 200
MASKED = "[ND]"
_POWER_OF_TEN = re.compile(r"^\d+([.,]\d+)?\s*[eE]\s*\+?\d+$")
_WHOLE_FLOAT = re.compile(r"^(\d+)[.,]0+$")
_check_url = URLValidator(schemes=["http", "https"])


def text(cell: str | None) -> str:
    """A cell without spaces around; a masked value counts as absent."""
    value = " ".join((cell or "").split())
    return "" if value == MASKED else value


def name(cell: str | None) -> str:
    """The name of an organisation, or the reason why there is none."""
    if (cell or "").strip() == MASKED:
        raise LineRefused(Rejection.MASKED)
    value = text(cell)
    if not value:
        raise LineRefused(Rejection.NO_NAME)
    if len(value) > NAME_LENGTH:
        raise LineRefused(Rejection.TOO_LONG)
    return value


def siren(cell: str | None) -> str:
    """A SIREN whose key is right, or an empty text when the cell is empty."""
    value = _digits(cell)
    if value and not is_siren(value):
        raise LineRefused(Rejection.BAD_SIREN, value[:40])
    return value


def siret(cell: str | None) -> str:
    """A SIRET whose key is right (La Poste has its own), or an empty text when the cell is empty."""
    value = _digits(cell)
    if value and not is_siret(value):
        raise LineRefused(Rejection.BAD_SIRET, value[:40])
    return value


def _digits(cell: str | None) -> str:
    value = text(cell)
    if _POWER_OF_TEN.match(value):
        raise LineRefused(Rejection.DESTROYED, value[:40])
    whole = _WHOLE_FLOAT.match(value)
    # "123456789.0": a spreadsheet wrote a number, all its digits are still there.
    return whole.group(1) if whole else clean_number(value)


def postal_code(cell: str | None) -> str:
    """Five digits; "84200.0" and "1000" (its first zero was lost) are repaired, the rest is dropped."""
    value = text(cell)
    whole = _WHOLE_FLOAT.match(value)
    value = whole.group(1) if whole else value.replace(" ", "")
    if not re.fullmatch(r"\d{4,5}", value):
        return ""
    return value.zfill(5)


def legal_category(cell: str | None) -> str:
    """Four digits ("9220.0" is 9220), or nothing."""
    value = text(cell)
    whole = _WHOLE_FLOAT.match(value)
    value = whole.group(1) if whole else value
    return value if re.fullmatch(r"\d{4}", value) else ""


def activity(cell: str | None) -> str:
    """A NAF code written 62.01Z, with or without its point in the file."""
    value = text(cell).replace(".", "").upper()
    return f"{value[:2]}.{value[2:]}" if re.fullmatch(r"\d{4}[A-Z]", value) else ""


def rna(cell: str | None) -> str:
    """A number of the register of associations, or nothing."""
    value = text(cell).upper()
    return value if re.fullmatch(r"W\d[\dA-Z]\d{7}", value) else ""


def website(cell: str | None) -> str:
    """An address that a browser can open, or nothing: nobody repairs an address by guessing."""
    value = text(cell)
    with suppress(ValidationError):
        _check_url(value)
        if len(value) <= NAME_LENGTH:
            return value
    return ""


def position(lat: str | None, lon: str | None) -> tuple[float, float] | None:
    """Latitude and longitude, when both make sense."""
    try:
        place = float(text(lat)), float(text(lon))
    except ValueError:
        return None
    inside = -90 <= place[0] <= 90 and -180 <= place[1] <= 180
    return place if inside and place != (0.0, 0.0) else None
