"""The numbers of a deliberation: the town's own, and the one sent to the representative of the State."""

import datetime as dt
import re
from collections.abc import Collection
from itertools import count
from unicodedata import normalize

from django.utils.translation import gettext as _

from terreau.council.law.finding import Finding
from terreau.council.law.reading import CAREFUL, Reading

ACTES_LENGTH = 15
_ACTES = re.compile(rf"[A-Za-z0-9_]{{1,{ACTES_LENGTH}}}")
_BY_SESSION = re.compile(r"(\d{4})-(\d{2})-(\d{2})/(\d+)")
ACTES_RULE = "ACTES 1.1"


def next_number(*, held_on: dt.date, taken: Collection[str], reading: Reading = CAREFUL) -> Finding[str]:
    """Return the next free number, by session (2015-05-21/12) or by year (2015-012).

    `taken` are the numbers of the same session, or of the same year: a new one begins again at 1.
    """
    if reading.numbered_by_year:
        year = [number for number in taken if number.startswith(f"{held_on:%Y}-")]
        numbers = (f"{held_on:%Y}-{rank:03}" for rank in count(len(year) + 1))
        sentence = _("Numéro suivant de l’année, par ordre de date.")
    else:
        numbers = (f"{held_on:%Y-%m-%d}/{rank}" for rank in count(len(taken) + 1))
        sentence = _("Numéro suivant de la séance, par ordre de date.")
    return Finding(next(number for number in numbers if number not in taken), sentence, "L.2121-23")


def actes_number(local: str, *, taken: Collection[str] = ()) -> Finding[str | None]:
    """Return the number under which a deliberation is transmitted: 15 letters, digits or underscores."""
    plain = normalize("NFKD", local.strip()).encode("ascii", "ignore").decode()
    found = _BY_SESSION.fullmatch(plain)
    text = "{}_{}{}_{}".format(*found.groups()) if found else re.sub(r"[^A-Za-z0-9]+", "_", plain)
    facts = {"number": text, "length": len(text)}
    if not _ACTES.fullmatch(text) or not text.strip("_"):
        sentence = _("« %(number)s » ne peut pas être transmis : écrivez 15 lettres ou chiffres au plus.")
        return Finding(None, sentence % facts, ACTES_RULE)
    if text in taken:
        sentence = _("« %(number)s » est déjà transmis : choisissez un autre numéro.")
        return Finding(None, sentence % facts, ACTES_RULE)
    return Finding(text, _("Numéro de transmission : %(number)s.") % facts, ACTES_RULE)
