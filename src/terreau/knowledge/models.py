"""Editorial pages: the index of the resources, its articles, and the words of the glossary."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from terreau.kernel.privacy import Privacy
from terreau.knowledge.blocks import BodyBlock, SourcesBlock
from terreau.knowledge.enums import ArticleKind, ContentLanguage, Theme

# Words of the address that name pages of the list, hence no article (the glossary excepted).
GLOSSARY_SLUG = "lexique"
RESERVED_SLUGS = frozenset({"a-relire", GLOSSARY_SLUG})


class ResourceIndexPage(Page):
    """The page that lists the articles."""

    intro = models.CharField(_("introduction"), max_length=300, blank=True)

    content_panels = [*Page.content_panels, FieldPanel("intro")]
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["knowledge.ArticlePage"]
    max_count = 1
    template = "knowledge/index.html"

    PRIVACY = {"intro": Privacy.PUBLIC}

    class Meta:
        verbose_name = _("accueil des ressources")
        verbose_name_plural = _("accueils des ressources")

    def get_url_parts(self, *args: Any, **options: Any) -> tuple[int, str, str] | None:
        """The address of the list, which is ours rather than the one of the page tree."""
        parts = super().get_url_parts(*args, **options)
        return (parts[0], parts[1], reverse("knowledge:index")) if parts else None


class ArticleTag(TaggedItemBase):
    """A subject of an article."""

    content_object = ParentalKey(
        "knowledge.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items"
    )

    PRIVACY = {"content_object": Privacy.PUBLIC, "tag": Privacy.PUBLIC}

    class Meta:
        verbose_name = _("sujet d’un article")
        verbose_name_plural = _("sujets des articles")


class ArticlePage(Page):
    """An article in plain words, with its sources, its owner and the day it was last reviewed."""

    kind = models.CharField(_("genre"), max_length=10, choices=ArticleKind, default=ArticleKind.GUIDE)
    theme = models.CharField(_("thème"), max_length=20, choices=Theme, default=Theme.DISCOVER)
    dated_on = models.DateField(
        _("date de l’actualité"), null=True, blank=True, help_text=_("Pour une actualité seulement.")
    )
    organisation_slug = models.SlugField(
        _("fiche dans l’annuaire"),
        max_length=90,
        blank=True,
        help_text=_("Pour un réseau : la fin de l’adresse de sa fiche, par exemple « france-active »."),
    )
    summary = models.CharField(_("en quelques mots"), max_length=300)
    body = StreamField(BodyBlock(), verbose_name=_("corps"), blank=True)
    sources = StreamField(SourcesBlock(required=False), verbose_name=_("sources"), blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=ContentLanguage, default=ContentLanguage.FRENCH
    )
    reviewed_on = models.DateField(_("relu le"), null=True, blank=True)
    review_by = models.DateField(_("à relire avant le"), null=True, blank=True)
    review_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("qui le relit"),
    )
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("sujets"))

    content_panels = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("kind", "theme", "dated_on", "organisation_slug")],
            heading=_("Classement"),
        ),
        FieldPanel("body"),
        FieldPanel("sources"),
        FieldPanel("tags"),
        FieldPanel("language"),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("review_owner", "reviewed_on", "review_by")],
            heading=_("Relecture"),
        ),
    ]
    parent_page_types = ["knowledge.ResourceIndexPage"]
    subpage_types: list[str] = []
    template = "knowledge/article.html"

    PRIVACY = dict.fromkeys(
        (
            *("kind", "theme", "dated_on", "organisation_slug", "summary", "body", "sources", "language"),
            *("reviewed_on", "review_by", "tags"),
        ),
        Privacy.PUBLIC,
    ) | {"review_owner": Privacy.IDENTITY}

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")
        constraints = [
            models.CheckConstraint(
                name="article_news_has_its_day",
                condition=~models.Q(kind=ArticleKind.NEWS) | models.Q(dated_on__isnull=False),
                violation_error_message=_("Une actualité porte sa date."),
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=models.Q(kind=ArticleKind.GLOSSARY),
                name="article_one_glossary",
                violation_error_message=_("Il n’y a qu’un lexique : complétez celui qui existe."),
            ),
        ]

    def clean(self) -> None:
        """Refuse an address that names another page."""
        super().clean()
        is_glossary = self.kind == ArticleKind.GLOSSARY
        if self.slug in RESERVED_SLUGS and not (is_glossary and self.slug == GLOSSARY_SLUG):
            sentence = gettext("Cette adresse est déjà prise : choisissez-en une autre.")
            raise ValidationError({"slug": sentence})

    def get_absolute_url(self) -> str:
        if self.kind == ArticleKind.GLOSSARY:
            return reverse("knowledge:glossary")
        return reverse("knowledge:article", args=[self.slug])

    def get_url_parts(self, *args: Any, **options: Any) -> tuple[int, str, str] | None:
        """The address of the article, which is ours rather than the one of the page tree."""
        parts = super().get_url_parts(*args, **options)
        return (parts[0], parts[1], self.get_absolute_url()) if parts else None


class GlossaryTerm(models.Model):
    """A word of the social and solidarity economy, explained in plain words."""

    word = models.CharField(_("mot"), max_length=80, unique=True)
    slug = models.SlugField(_("ancre"), max_length=80, unique=True)
    definition = models.TextField(_("définition"), max_length=1200)
    source = models.CharField(_("source"), max_length=200, blank=True)
    address = models.URLField(_("adresse de la source"), blank=True)
    see_also = models.ManyToManyField("self", symmetrical=False, blank=True, verbose_name=_("voir aussi"))

    PRIVACY = dict.fromkeys(("word", "slug", "definition", "source", "address", "see_also"), Privacy.PUBLIC)

    class Meta:
        verbose_name = _("mot du lexique")
        verbose_name_plural = _("mots du lexique")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.word

    def get_absolute_url(self) -> str:
        return f"{reverse('knowledge:glossary')}#{self.slug}"


class ShippedText(models.Model):
    """A text that came with Terreau and was loaded here: what an editor removed does not come back."""

    name = models.CharField(_("nom"), max_length=120, unique=True)
    digest = models.CharField(_("empreinte"), max_length=64)

    PRIVACY = dict.fromkeys(("name", "digest"), Privacy.TECHNICAL)

    class Meta:
        verbose_name = _("texte fourni")
        verbose_name_plural = _("textes fournis")

    def __str__(self) -> str:
        return self.name
