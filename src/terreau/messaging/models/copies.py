"""What each mail said when it left."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel.privacy import Privacy
from terreau.messaging.models.outbox import Message


class SentCopy(models.Model):
    """The two parts of a mail that left, encrypted, its personal links and codes hidden."""

    message = models.OneToOneField(
        Message, models.CASCADE, related_name="copy", verbose_name=_("message envoyé")
    )
    content = models.BinaryField(_("contenu"), editable=False)

    PRIVACY = {"message": Privacy.TECHNICAL, "content": Privacy.FREE_TEXT}

    class Meta:
        verbose_name = _("copie d’un courriel envoyé")
        verbose_name_plural = _("copies des courriels envoyés")

    def __str__(self) -> str:
        return str(self.message)
