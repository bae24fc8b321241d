"""Files by object."""

from collections.abc import Collection

from django.db import models

from terreau.documents.models import File
from terreau.kernel.refs import ref_of


def files_of(target: models.Model, *, circles: Collection[str]) -> models.QuerySet[File]:
    """Return the files about an object that the given circles may read, newest first."""
    ref = ref_of(target)
    found = File.objects.filter(target_kind=ref.kind, target_key=ref.key, circle__in=circles)
    return found.order_by("-created_at", "-pk")
