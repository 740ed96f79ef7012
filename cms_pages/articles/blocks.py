"""The blocks of which articles and lessons are built."""

from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, RichTextBlock, StreamBlock, StructBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link"]


class ImageBlock(StructBlock):
    """An image with the words that stand for it."""

    image = ImageChooserBlock(label=_("image"))
    alternative = CharBlock(label=_("text for those who cannot see it"), max_length=200)
    caption = CharBlock(label=_("caption"), max_length=200, required=False)

    class Meta:
        icon = "image"
        label = _("image")
        template = "cms_pages/blocks/image.html"


class QuoteBlock(StructBlock):
    """A quotation with its source."""

    text = CharBlock(label=_("quotation"), max_length=1000)
    source = CharBlock(label=_("source"), max_length=200, required=False)

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = "cms_pages/blocks/quote.html"


class TextBlock(StreamBlock):
    """The body of an article or a lesson."""

    heading = CharBlock(
        label=_("heading"), max_length=120, icon="title", template="cms_pages/blocks/heading.html"
    )
    paragraph = RichTextBlock(
        label=_("paragraph"), features=TEXT_FEATURES, template="cms_pages/blocks/paragraph.html"
    )
    image = ImageBlock()
    quote = QuoteBlock()
    document = DocumentChooserBlock(
        label=_("attachment"), icon="doc-full", template="cms_pages/blocks/document.html"
    )
