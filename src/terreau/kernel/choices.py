"""Words for the values of a choice."""

from django.db.models import TextChoices


def label_of(choices: type[TextChoices], value: str) -> str:
    """Return the words for a value, in the language of the page; the value itself when it is not a choice.

    Django's own `get_…_display` builds the table of all the choices at each call, 50 µs: too much for lists.
    """
    member = choices._value2member_map_.get(value)
    return str(getattr(member, "label", value))
