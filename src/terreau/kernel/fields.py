"""A form's fields by name, with their own type."""

from typing import TypeVar

from django.forms import BaseForm, Field, ModelChoiceField

F = TypeVar("F", bound=Field)


def field_of(form: BaseForm, name: str, kind: type[F]) -> F:
    """Return a field of a form as what it is; a field of another kind is a programming error."""
    field = form.fields[name]
    if not isinstance(field, kind):
        raise TypeError(f"{type(form).__name__}.{name} is no {kind.__name__}")
    return field


def picker(form: BaseForm, name: str) -> ModelChoiceField:
    """Return a field that picks among rows."""
    return field_of(form, name, ModelChoiceField)
