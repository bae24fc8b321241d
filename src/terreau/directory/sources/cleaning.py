"""Cells as registers and spreadsheets write them; a destroyed value is refused, never guessed."""

import datetime as dt
import re
from contextlib import suppress
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from terreau.directory.enums import Rejection
from terreau.directory.sources.candidate import LineRefused
from terreau.kernel.identifiers import clean_number, is_siren, is_siret

NAME_LENGTH = 200
MASKED = "[ND]"
_POWER_OF_TEN = re.compile(r"^\d+([.,]\d+)?\s*[eE]\s*\+?\d+$")
_WHOLE_FLOAT = re.compile(r"^(\d+)[.,]0+$")
_ACTIVITY = re.compile(r"^\d\d\.\d\d[A-Z]$")
_ISO_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})(?:[T ].*)?$")
_FRENCH_DAY = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4}|\d{2})(?:\s.*)?$")
_check_url = URLValidator(schemes=["http", "https"])


def text(cell: str | None) -> str:
    """A cell without spaces around; a masked value counts as absent."""
    value = " ".join((cell or "").split())
    return "" if value == MASKED else value


def day(cell: str | None) -> str:
    """A day as ISO writes it, from `2024-03-22…` or the French `22/03/2024`, `22.03.24`; else nothing."""
    value = text(cell)
    found = _ISO_DAY.match(value)
    parts = [found[1], found[2], found[3]] if found else []
    if not found and (found := _FRENCH_DAY.match(value)):
        year = found[3] if len(found[3]) == 4 else f"20{found[3]}"
        parts = [year, found[2], found[1]]
    try:
        return dt.date(*map(int, parts)).isoformat() if parts else ""
    except ValueError:
        return ""


def amount(cell: str | None) -> Decimal | None:
    """An amount of money as the French write it (`21 667,00 €`, `1.234,5`, `840690.0`), or None."""
    value = re.sub(r"[\s€]|EUR", "", text(cell), flags=re.IGNORECASE)
    if "," in value:
        value = value.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"-?\d+(\.\d+)?", value):
        return None
    try:
        return Decimal(value).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None


def codes(cell: str | None) -> list[str]:
    """The codes of a list, each once, as JSON (`["a", "b"]`), PostgreSQL (`{a,b}`) or commas write it."""
    plain = (cell or "").strip().strip("[]{}").replace('"', "").replace("'", "")
    return list(dict.fromkeys(code for part in plain.split(",") if (code := part.strip())))


def email(cell: str | None) -> str:
    """An electronic address, or nothing."""
    value = text(cell)
    with suppress(ValidationError):
        validate_email(value)
        return value if len(value) <= 254 else ""
    return ""


def phone(cell: str | None) -> str:
    """A telephone number with its digits only (and +), or nothing."""
    value = re.sub(r"[\s.\-()]", "", text(cell))
    return value if re.fullmatch(r"\+?\d{4,15}", value) else ""


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
    if len(value) == 14 and value.endswith("00000"):
        # No establishment has the number 00000: the last digits were rounded away.
        raise LineRefused(Rejection.DESTROYED, value[:40])
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
    value = cell or ""
    if _ACTIVITY.match(value):  # as Sirene writes it: millions of lines
        return value
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
