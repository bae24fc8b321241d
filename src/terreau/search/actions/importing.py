"""Synonyms from a table that somebody keeps elsewhere."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.kernel.errors import RuleBroken
from terreau.search.actions.synonyms import add_synonyms
from terreau.search.groups import as_group
from terreau.search.models import SynonymSet

TERM, SYNONYMS = "terme", "synonymes"
MOST_LINES = 2000


@dataclass
class SynonymsImported:
    """What became of the lines: how many were added, were there, and why the others were rejected."""

    added: int = 0
    known: int = 0
    rejected: list[tuple[int, str]] = field(default_factory=list)


@transaction.atomic
def import_synonyms(*, path: Path, by: Any) -> SynonymsImported:
    """Add one group a line (a term and its synonyms); a line that says nothing new changes nothing.

    Raises RuleBroken when the file is not such a table; nothing is written then.
    """
    done = SynonymsImported()
    known = set(SynonymSet.objects.values_list("words", flat=True))
    for number, words in _lines(path):
        if as_group(words) in known:
            done.known += 1
            continue
        try:
            known.add(add_synonyms(words=words, by=by).words)
        except RuleBroken as refusal:
            done.rejected.append((number, str(refusal)))
        else:
            done.added += 1
    return done


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the number of each line and its words, the term first."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleBroken(_("Ce fichier est illisible : enregistrez-le en CSV, codé en UTF-8.")) from error
    first = text.split("\n", 1)[0]
    rows = csv.DictReader(text.splitlines(), delimiter=";" if ";" in first else ",")
    if not {TERM, SYNONYMS} <= set(rows.fieldnames or ()):
        raise RuleBroken(_("Ce tableau n’a pas les colonnes « terme » et « synonymes »."))
    for row in rows:
        if rows.line_num > MOST_LINES:
            raise RuleBroken(_("Ce tableau a plus de %(count)s lignes : coupez-le.") % {"count": MOST_LINES})
        words = f"{row[TERM] or ''},{row[SYNONYMS] or ''}"
        if words.strip(", "):
            yield rows.line_num, words
