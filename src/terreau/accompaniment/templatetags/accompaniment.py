"""Template filters of the accompaniment."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from terreau.accompaniment.enums import CallResult
from terreau.accompaniment.matching import Card, Truth, possible
from terreau.accompaniment.matching.coverage import Cover
from terreau.accompaniment.matching.room import OBSTACLE_WORDS
from terreau.accompaniment.queries.coverage import COVER_MEANINGS, COVER_WORDS

VERDICTS = {
    Truth.YES: _("Convient"),
    Truth.UNKNOWN: _("À confirmer"),
    Truth.NO: _("Écartée"),
}

register = template.Library()


@register.filter
def at(mapping: Mapping[Any, Any], key: Any) -> Any:
    """Return what a mapping holds under a key known only in the template."""
    return mapping.get(key)


@register.filter
def verdict(truth: Truth) -> str:
    """Say the verdict of an offer for a need."""
    return str(VERDICTS[truth])


@register.filter
def corrections(card: Card) -> tuple[str, ...]:
    """Return what the town may decide of an offer beyond its rules."""
    return possible(card)


@register.filter
def cover_word(cover: Cover) -> str:
    """Say in a word what stands behind a cell of the coverage."""
    return str(COVER_WORDS[cover])


@register.filter
def cover_meaning(cover: Cover) -> str:
    """Say in a sentence what that word means."""
    return str(COVER_MEANINGS[cover])


@register.filter
def call_word(result: str) -> str:
    """Say what came of a call."""
    return str(CallResult(result).label)


@register.filter
def obstacle_word(obstacle: str) -> str:
    """Say in two words why an offer takes no new demand."""
    return str(OBSTACLE_WORDS[obstacle])
