"""Keeping files."""

import hashlib
import secrets
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext as _

from terreau.documents.enums import Circle, FileKind, MediaType
from terreau.documents.models import File
from terreau.documents.sniffing import media_type_of, safe_name, svg_is_passive
from terreau.journal import actions as journal
from terreau.kernel.actors import Actor
from terreau.kernel.errors import RuleBroken
from terreau.kernel.refs import ref_of

MAX_SIZE = 10_000_000  # bytes


@transaction.atomic
def keep(
    *,
    target: models.Model,
    name: str,
    content: bytes,
    by: Any,
    circle: str = Circle.DESK,
    kind: str = FileKind.UPLOAD,
) -> File:
    """Keep a file about an object; the same content kept twice in a circle is one file."""
    media_type = _refuse_unless_safe(content)
    actor, ref, imprint = Actor.of(by), ref_of(target), hashlib.sha256(content).hexdigest()
    plain_name = safe_name(name, media_type)
    file, created = File.objects.get_or_create(
        target_kind=ref.kind,
        target_key=ref.key,
        sha256=imprint,
        circle=circle,
        defaults={
            "name": plain_name,
            "size": len(content),
            "kind": kind,
            "media_type": media_type,
            "actor_label": actor.label[:200],
            # The name on disk says nothing, and cannot be guessed.
            "content": ContentFile(content, f"{secrets.token_hex(16)}.bin"),
        },
    )
    if created:
        journal.write(verb="file.kept", target=target, by=by, data={"file": file.pk, "sha256": imprint})
    return file


@transaction.atomic
def move(*, source: models.Model, target: models.Model) -> int:  # by nobody: part of a verb of the app above
    """Bring the files of one object to another; a file that the other has already stays where it is."""
    start, end = ref_of(source), ref_of(target)
    there = File.objects.filter(target_kind=end.kind, target_key=end.key).values_list("sha256", "circle")
    known = set(there)
    mine = File.objects.filter(target_kind=start.kind, target_key=start.key)
    new = [file.pk for file in mine if (file.sha256, file.circle) not in known]
    return File.objects.filter(pk__in=new).update(target_kind=end.kind, target_key=end.key)


def _refuse_unless_safe(content: bytes) -> MediaType:
    if not content:
        raise RuleBroken(_("Ce fichier est vide : choisissez-en un autre."), field="file")
    if len(content) > MAX_SIZE:
        raise RuleBroken(_("Ce fichier dépasse 10 Mo : réduisez-le ou partagez un lien."), field="file")
    media_type = media_type_of(content)
    if media_type is None:
        raise RuleBroken(
            _(
                "Ce type de fichier n’est pas accepté. Envoyez un PDF, une image (PNG, JPEG, WebP, SVG), "
                "un document OpenDocument, Word ou Excel sans macro, un texte ou un CSV."
            ),
            field="file",
        )
    if media_type == MediaType.SVG and not svg_is_passive(content):
        raise RuleBroken(
            _("Ce dessin SVG contient du code ou des liens : enregistrez-le en PNG."), field="file"
        )
    return media_type
