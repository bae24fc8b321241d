"""Typed references between objects of different apps, without a foreign key.

The journal, the outbox and the trace graph point at anything: `kind` is the model's label in lower
case (`projects.project`), `key` its primary key as text, `label` its name on that day.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True)
class Ref:
    """A reference to one object."""

    kind: str
    key: str
    label: str = ""


def ref_of(target: models.Model) -> Ref:
    """Return the reference of a saved object."""
    return Ref(target._meta.label_lower, str(target.pk), str(target)[:200])


def find(kind: str, key: str) -> models.Model | None:
    """Return the object behind a reference, or None when it is gone."""
    try:
        model = apps.get_model(kind)
    except (LookupError, ValueError):
        return None
    return model._default_manager.filter(pk=key).first()
