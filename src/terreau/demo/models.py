"""The mails that the demo keeps instead of sending them, and the mark of a demo database."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from terreau.kernel import clock
from terreau.kernel.privacy import Privacy

# Stands for the address of this server in the mails that are kept.
HERE = "http://ici.invalid"


class DemoMail(models.Model):
    """One mail to one recipient, as the platform composed it."""

    recipient = models.EmailField(_("destinataire"), db_index=True)
    subject = models.CharField(_("objet"), max_length=300)
    text = models.TextField(_("texte"))
    html = models.TextField(_("version mise en page"), blank=True)
    at = models.DateTimeField(_("envoyé le"), default=clock.now)

    PRIVACY = {
        "recipient": Privacy.CONTACT,
        "subject": Privacy.FREE_TEXT,
        "text": Privacy.FREE_TEXT,
        "html": Privacy.FREE_TEXT,
        "at": Privacy.TECHNICAL,
    }

    class Meta:
        verbose_name = _("courriel de démonstration")
        verbose_name_plural = _("courriels de démonstration")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.subject

    @property
    def letter(self) -> str:
        """The text, with the address of this server."""
        return self.text.replace(HERE, settings.BASE_URL)

    @property
    def page(self) -> str:
        """The HTML, with the address of this server; its links open beside the frame that shows it."""
        html = self.html.replace(HERE, settings.BASE_URL)
        return html.replace("<head>", '<head><base target="_blank">', 1)


class DemoMark(models.Model):
    """This database holds invented people only: it may be thrown away. One row, number 1."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    begun_at = models.DateTimeField(_("commencé le"), default=clock.now)
    loaded_at = models.DateTimeField(_("chargé le"), null=True, blank=True)

    PRIVACY = dict.fromkeys(("begun_at", "loaded_at"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("marque de démonstration")
        verbose_name_plural = _("marques de démonstration")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(id=1),
                name="demo_mark_is_single",
                violation_error_message=_("Une démonstration porte une seule marque."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.begun_at:%Y-%m-%d}"
