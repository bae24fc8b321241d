"""What the body of an article may hold: few blocks, each with one meaning."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from terreau.knowledge import figures
from terreau.knowledge.enums import CalloutTone, FigureForm

RICH_TEXT = ["bold", "italic", "link"]


class QuoteBlock(blocks.StructBlock):
    """Somebody's words."""

    text = blocks.TextBlock(label=_("Citation"))
    author = blocks.CharBlock(label=_("Qui le dit"), required=False)

    class Meta:
        icon = "openquote"
        label = _("Citation")
        template = "knowledge/blocks/quote.html"


class TableBlock(blocks.StructBlock):
    """A small table, written one row a line with | between the cells; the first row is the heading."""

    caption = blocks.CharBlock(label=_("Titre du tableau"))
    rows = blocks.TextBlock(label=_("Lignes"), help_text=_("Une ligne par rangée, | entre les cases."))

    class Meta:
        icon = "table"
        label = _("Tableau")
        template = "knowledge/blocks/table.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        context = super().get_context(value, parent_context)
        lines = [line for line in value["rows"].splitlines() if line.strip()]
        cells = [[cell.strip() for cell in line.strip("| ").split("|")] for line in lines]
        return context | {"head": cells[0] if cells else [], "body": cells[1:]}


class FigureBlock(blocks.StructBlock):
    """A picture, what it shows in words, and whose it is."""

    image = ImageChooserBlock(label=_("Image"))
    alternative = blocks.CharBlock(
        label=_("Ce que montre l’image"),
        help_text=_("Lu à voix haute aux personnes qui ne voient pas l’image."),
    )
    caption = blocks.CharBlock(label=_("Légende et crédit"), required=False)

    class Meta:
        icon = "image"
        label = _("Figure")
        template = "knowledge/blocks/figure.html"


class CalloutBlock(blocks.StructBlock):
    """A boxed text."""

    tone = blocks.ChoiceBlock(choices=CalloutTone.choices, default=CalloutTone.INFO, label=_("Nature"))
    text = blocks.TextBlock(label=_("Texte"))

    class Meta:
        icon = "info-circle"
        label = _("Encadré")
        template = "knowledge/blocks/callout.html"


class FactBlock(blocks.StructBlock):
    """A fact with its source."""

    text = blocks.TextBlock(label=_("Fait"))
    source = blocks.CharBlock(label=_("Source"))
    address = blocks.URLBlock(label=_("Adresse de la source"), required=False)

    class Meta:
        icon = "tag"
        label = _("Fait et sa source")
        template = "knowledge/blocks/fact.html"


class IndicatorBlock(blocks.StructBlock):
    """A figure of the platform itself, computed when the page is read."""

    key = blocks.ChoiceBlock(choices=figures.choices, label=_("Chiffre"))
    form = blocks.ChoiceBlock(
        choices=FigureForm.choices, default=FigureForm.SENTENCE, label=_("Présentation")
    )

    class Meta:
        icon = "order"
        label = _("Chiffre de la plateforme")
        template = "knowledge/blocks/indicator.html"

    def get_context(self, value: Any, parent_context: dict[str, Any] | None = None) -> dict[str, Any]:
        """Give the figure; when there is none, only an editor is told so."""
        context = super().get_context(value, parent_context)
        user = getattr(context.get("request"), "user", None)
        figure = figures.read(value["key"])
        return context | {
            "figure": figure,
            "is_table": value["form"] == FigureForm.TABLE and bool(figure and figure.bars),
            "is_known": figures.is_known(value["key"]),
            "tells_editor": figure is None and user is not None and user.has_perm("knowledge.review_article"),
        }


class SourceBlock(blocks.StructBlock):
    """Where the page found what it says."""

    title = blocks.CharBlock(label=_("Titre, auteur, année"))
    address = blocks.URLBlock(label=_("Adresse"), required=False)

    class Meta:
        icon = "link"
        label = _("Source")


class SourcesBlock(blocks.StreamBlock):
    """The sources of a page."""

    source = SourceBlock()


class BodyBlock(blocks.StreamBlock):
    """The body of an article."""

    heading = blocks.CharBlock(label=_("Intertitre"), icon="title", template="knowledge/blocks/heading.html")
    paragraph = blocks.RichTextBlock(label=_("Paragraphe"), features=RICH_TEXT)
    list = blocks.ListBlock(
        blocks.RichTextBlock(label=_("Élément"), features=RICH_TEXT),
        label=_("Liste"),
        template="knowledge/blocks/list.html",
    )
    quote = QuoteBlock()
    table = TableBlock()
    figure = FigureBlock()
    callout = CalloutBlock()
    fact = FactBlock()
    indicator = IndicatorBlock()
