"""Words of the editorial content."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ContentLanguage(models.TextChoices):
    """The language an article is written in."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")


class ArticleKind(models.TextChoices):
    """What a page is: something to learn, something new, somebody to know, words explained."""

    GUIDE = "guide", _("Guide")
    NEWS = "news", _("Actualité")
    NETWORK = "network", _("Réseau")
    GLOSSARY = "glossary", _("Lexique")


class Theme(models.TextChoices):
    """What a page helps with, in the order of the list."""

    DISCOVER = "decouvrir", _("Découvrir l’ESS")
    START = "se-lancer", _("Se lancer")
    SUPPORT = "accompagnement", _("Se faire accompagner")
    MONEY = "financement", _("Financer son projet")
    TOWN = "ville", _("Agir avec la ville")
    JOIN = "participer", _("Participer")


class CalloutTone(models.TextChoices):
    """What a boxed text is for."""

    INFO = "info", _("Information")
    SUCCESS = "success", _("Bon à savoir")
    WARNING = "warning", _("Attention")


class FigureForm(models.TextChoices):
    """How a figure of the platform is shown."""

    SENTENCE = "sentence", _("Le nombre et sa phrase")
    TABLE = "table", _("Le nombre et son détail, en barres")


REVIEW = "article.review"  # the kind of the reminder that asks for a new reading

PHRASES = {
    "article.published": _("Article publié"),
    "article.withdrawn": _("Article retiré"),
    "article.reviewed": _("Article relu"),
    "article.review_asked": _("Relecture demandée"),
    "term.written": _("Mot du lexique écrit"),
    "term.removed": _("Mot du lexique retiré"),
}
