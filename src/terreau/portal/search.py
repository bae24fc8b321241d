"""One search over everything public: every word must be found, accents and case forgotten.

The directory issue's index will take its place; the page and its address stay.
"""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.council.models import Deliberation
from terreau.directory.models import Organisation
from terreau.kernel.text import fold
from terreau.partnerships.models import Charter
from terreau.projects.models import PublicSheet

HITS_PER_KIND = 8
MOST_WORDS = 8
LONGEST_TEXT = 200


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    summary: str
    url: str


@dataclass(frozen=True)
class Kind:
    """What was found of one kind, how many there are in all, and where to see the rest."""

    label: str
    hits: list[Hit]
    count: int
    more_url: str

    @property
    def others(self) -> int:
        return self.count - len(self.hits)


def words_of(text: str) -> list[str]:
    """Return the words to look for, folded; very long questions keep their first words."""
    return fold(text[:LONGEST_TEXT]).replace("'", " ").split()[:MOST_WORDS]


def search(text: str) -> list[Kind]:
    """Return what is public and holds every word of the text."""
    words = words_of(text)
    if not words:
        return []
    kinds = [
        _organisations(words, text),
        _rows(_("Projets"), PublicSheet.objects.order_by("-published_at"), words, "projects:list", text),
        _rows(
            _("Chartes"), Charter.objects.public().order_by("-created_at"), words, "partnerships:list", text
        ),
        _rows(
            _("Délibérations"),
            Deliberation.objects.published().order_by("-published_at"),
            words,
            "council:list",
            text,
        ),
    ]
    return [kind for kind in kinds if kind.count]


def _matching(rows: models.QuerySet, words: list[str]) -> models.QuerySet:
    for word in words:
        rows = rows.filter(folded__contains=word)
    return rows


def _rows(label: str, rows: models.QuerySet, words: list[str], route: str, text: str) -> Kind:
    found = _matching(rows, words)
    hits = [Hit(str(row), row.summary, row.get_absolute_url()) for row in found[:HITS_PER_KIND]]
    count = len(hits) if len(hits) < HITS_PER_KIND else found.count()
    return Kind(label, hits, count, _more(route, text))


def _organisations(words: list[str], text: str) -> Kind:
    """Put the names that begin with the first word first."""
    rows: models.QuerySet[Any] = Organisation.objects.published().annotate(
        far=models.Case(models.When(sort_name__startswith=words[0], then=0), default=1)
    )
    return _rows(_("Structures"), rows.order_by("far", "sort_name"), words, "directory:list", text)


def _more(route: str, text: str) -> str:
    return f"{reverse(route)}?{urlencode({'q': text})}"
