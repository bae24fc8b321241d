"""Words of the documents."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class FileKind(models.TextChoices):
    """Where a file comes from."""

    UPLOAD = "upload", _("Pièce jointe")
    RENDER = "render", _("Document de la plateforme")


class MediaType(models.TextChoices):
    """What may be kept: recognised by content, whatever the name says."""

    PDF = "application/pdf", "PDF"
    PNG = "image/png", "PNG"
    JPEG = "image/jpeg", "JPEG"
    WEBP = "image/webp", "WebP"
    SVG = "image/svg+xml", "SVG"
    ODT = "application/vnd.oasis.opendocument.text", "OpenDocument"
    ODS = "application/vnd.oasis.opendocument.spreadsheet", "OpenDocument"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word"
    XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Excel"
    CSV = "text/csv", "CSV"
    TEXT = "text/plain", "Texte"


class Circle(models.TextChoices):
    """Who may read a file."""

    PUBLIC = "public", _("Tout le monde")
    EVERYONE = "everyone", _("Tous les participants")
    TEAM = "team", _("L’équipe d’accompagnement")
    ORGANISATION = "organisation", _("L’organisation")
    DESK = "desk", _("Le guichet de la ville")


PHRASES = {
    "file.kept": _("Document ajouté"),
}
