"""Files: what was uploaded or rendered, recognised by its content."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.documents.enums import Circle, FileKind, MediaType
from terreau.kernel import clock
from terreau.kernel.privacy import Privacy


class File(models.Model):
    """One file about one object. Its bytes never change: another content is another file."""

    name = models.CharField(_("nom"), max_length=120)
    content = models.FileField(_("contenu"), upload_to="files/", max_length=200)
    sha256 = models.CharField(_("empreinte"), max_length=64, editable=False)
    size = models.PositiveBigIntegerField(_("taille"), editable=False)
    kind = models.CharField(_("origine"), max_length=10, choices=FileKind)
    media_type = models.CharField(_("type"), max_length=100, choices=MediaType)
    circle = models.CharField(_("visible par"), max_length=20, choices=Circle, default=Circle.DESK)
    target_kind = models.CharField(_("sorte d’objet"), max_length=60)
    target_key = models.CharField(_("clé de l’objet"), max_length=64)
    actor_label = models.CharField(_("ajouté par"), max_length=200)
    created_at = models.DateTimeField(_("ajouté le"), default=clock.now)

    PRIVACY = {
        "name": Privacy.FREE_TEXT,
        "content": Privacy.FREE_TEXT,
        "sha256": Privacy.TECHNICAL,
        "size": Privacy.TECHNICAL,
        "kind": Privacy.TECHNICAL,
        "media_type": Privacy.TECHNICAL,
        "circle": Privacy.TECHNICAL,
        "target_kind": Privacy.TECHNICAL,
        "target_key": Privacy.TECHNICAL,
        "actor_label": Privacy.IDENTITY,
        "created_at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("fichier")
        verbose_name_plural = _("fichiers")
        constraints = [
            models.UniqueConstraint(
                fields=["target_kind", "target_key", "sha256", "circle"],
                name="file_once_per_target",
                violation_error_message=_("Ce fichier est déjà joint."),
            )
        ]

    def __str__(self) -> str:
        return self.name
