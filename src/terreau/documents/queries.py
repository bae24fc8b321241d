"""Files by object."""

from collections.abc import Collection

from django.db import models

from terreau.documents.models import File
from terreau.kernel.refs import ref_of
from terreau.messaging.models import ThreadMessage


def files_of(target: models.Model, *, circles: Collection[str]) -> models.QuerySet[File]:
    """Return the files about an object that the given circles may read, newest first."""
    ref = ref_of(target)
    found = File.objects.filter(target_kind=ref.kind, target_key=ref.key, circle__in=circles)
    return found.order_by("-created_at", "-pk")


def files_said(messages: Collection[ThreadMessage]) -> dict[int, list[File]]:
    """Return the files that came with messages of conversations, by message, in one query."""
    kind = ThreadMessage._meta.label_lower
    grouped: dict[int, list[File]] = {}
    keys = [str(message.pk) for message in messages]
    for file in File.objects.filter(target_kind=kind, target_key__in=keys).order_by("pk"):
        grouped.setdefault(int(file.target_key), []).append(file)
    return grouped


def message_of(file: File) -> ThreadMessage | None:
    """Return the message of a conversation that a file came with, or None."""
    if file.target_kind != ThreadMessage._meta.label_lower:
        return None
    return ThreadMessage.objects.filter(pk=file.target_key).select_related("thread").first()


def file_said_in(target: models.Model, number: int, *, circles: Collection[str]) -> File | None:
    """Return a file of the conversation about an object that the given circles may read, or None."""
    file = File.objects.filter(pk=number).first()
    message = message_of(file) if file else None
    ref = ref_of(target)
    if message is None or (message.thread.target_kind, message.thread.target_key) != (ref.kind, ref.key):
        return None
    return file if message.circle in circles else None
