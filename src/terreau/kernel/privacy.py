"""What every stored field is, for export, retention and erasure (GDPR, articles 15, 17 and 20)."""

from enum import StrEnum

from django.apps import apps
from django.db import models


class Privacy(StrEnum):
    """The class of a field."""

    IDENTITY = "identity"  # who somebody is: names, identifiers, links to a person
    CONTACT = "contact"  # how to reach somebody: e-mail, telephone, address
    SENSITIVE = "sensitive"  # what must not leave the file: secrets, situations
    FREE_TEXT = "free_text"  # may hold anything a person typed
    PUBLIC = "public"  # meant to be read by everybody
    TECHNICAL = "technical"  # keys, states, dates: says nothing of a person by itself


def unclassified_fields() -> list[str]:
    """List `app.Model.field` for each concrete field of Terreau's models without a class."""
    missing = []
    for model in apps.get_models():
        if not model.__module__.startswith("terreau."):
            continue
        known = getattr(model, "PRIVACY", {})
        missing += [
            f"{model._meta.label}.{field.name}" for field in own_fields(model) if field.name not in known
        ]
    return missing


def own_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the concrete fields that Terreau itself declares on a model (many-to-many included)."""
    fields = [*model._meta.local_fields, *model._meta.local_many_to_many]
    return [field for field in fields if not field.auto_created and not field.primary_key]
