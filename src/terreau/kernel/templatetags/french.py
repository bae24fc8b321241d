"""Template filters for French typography."""

import datetime as dt
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from terreau.kernel import typography

register = template.Library()


@register.filter
def euros(amount: Decimal | int | None) -> str:
    """Show an amount of money; nothing when there is none."""
    return "" if amount is None else typography.euros(amount)


@register.filter
def nombre(value: int | float | Decimal | None) -> str:
    """Show a number with grouped thousands."""
    return "" if value is None else typography.number(value)


@register.filter
def date_fr(value: dt.date | dt.datetime | None) -> str:
    """Show a date in words, in Paris."""
    return "" if value is None else typography.date_in_words(value)


@register.filter
def jour_fr(value: dt.date | dt.datetime | None) -> str:
    """Show a date in words with its day of the week."""
    return "" if value is None else typography.date_in_words(value, weekday=True)


@register.filter
def espaces(text: str) -> str:
    """Put no-break spaces where French typography wants them."""
    return typography.spaces(str(text))


@register.simple_tag
def in_french() -> SafeString:
    """The attribute of an element that holds what people wrote: French, whatever the page's language."""
    return mark_safe("" if get_language() == "fr" else ' lang="fr"')  # noqa: S308 - constant
