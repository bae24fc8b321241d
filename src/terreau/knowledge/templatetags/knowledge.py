"""What the page of an article needs, in the preview of the CMS too."""

from django import template

from terreau.knowledge import queries
from terreau.knowledge.models import ArticlePage

register = template.Library()


@register.simple_tag
def reading(page: ArticlePage) -> queries.Reading:
    """What stands around the text of an article."""
    return queries.reading(page)
