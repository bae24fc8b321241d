"""Takes the place of django-cotton's own tag: see terreau.look.components."""

from django import template

from terreau.look.components import fast_component

register = template.Library()
register.tag("cotton", fast_component)
