"""Editorial pages: the index of the resources and its articles."""

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from terreau.kernel.privacy import Privacy
from terreau.knowledge.blocks import BodyBlock
from terreau.knowledge.enums import ContentLanguage


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

    summary = models.CharField(_("en quelques mots"), max_length=300)
    body = StreamField(BodyBlock(), verbose_name=_("corps"), blank=True)
    language = models.CharField(
        _("langue"), max_length=2, choices=ContentLanguage, default=ContentLanguage.FRENCH
    )
    reviewed_on = models.DateField(_("relu le"), null=True, blank=True)
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
        FieldPanel("body"),
        FieldPanel("tags"),
        FieldPanel("language"),
        FieldPanel("reviewed_on"),
        FieldPanel("review_owner"),
    ]
    parent_page_types = ["knowledge.ResourceIndexPage"]
    subpage_types: list[str] = []
    template = "knowledge/article.html"

    PRIVACY = dict.fromkeys(("summary", "body", "language", "reviewed_on", "tags"), Privacy.PUBLIC) | {
        "review_owner": Privacy.IDENTITY
    }

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_absolute_url(self) -> str:
        return reverse("knowledge:article", args=[self.slug])

    def get_url_parts(self, *args: Any, **options: Any) -> tuple[int, str, str] | None:
        """The address of the article, which is ours rather than the one of the page tree."""
        parts = super().get_url_parts(*args, **options)
        return (parts[0], parts[1], self.get_absolute_url()) if parts else None
