"""Words of the editorial content."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentLanguage(models.TextChoices):
    """The language an article is written in."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")


class CalloutTone(models.TextChoices):
    """What a boxed text is for."""

    INFO = "info", _("Information")
    SUCCESS = "success", _("Bon à savoir")
    WARNING = "warning", _("Attention")


PHRASES = {
    "article.published": _("Article publié"),
    "article.withdrawn": _("Article retiré"),
}
