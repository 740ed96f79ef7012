"""A topic is an article with chosen texts below it; its choice is reviewed like its words."""

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import CharBlock, ListBlock, PageChooserBlock, StructBlock
from wagtail.fields import StreamField

from cms_pages.articles.models import ArticlePage
from cms_pages.articles.types import Section
from cms_pages.links.queries import KINDS, readable_pages


class SectionBlock(StructBlock):
    """A heading and the pages below it, in the order of the editor."""

    heading = CharBlock(label=_("heading"), max_length=60)
    texts = ListBlock(
        PageChooserBlock(label=_("text"), page_type=list(KINDS)), label=_("texts"), min_num=1, max_num=30
    )

    class Meta:
        icon = "list-ul"
        label = _("section")


class TopicPage(ArticlePage):
    """Chosen articles, courses, lessons and regulations on one matter."""

    sections = StreamField([("section", SectionBlock())], verbose_name=_("sections"), min_num=1, max_num=12)

    content_panels: ClassVar = [*ArticlePage.content_panels, FieldPanel("sections")]
    template = "cms_pages/topic_page.html"
    needs_body = False

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def words_beside_body(self) -> list[str]:
        """Return the headings of the sections."""
        return [str(section.value["heading"]) for section in self.sections]

    def sections_for(self, user: Any) -> list[Section]:
        """Return the sections with the live pages that a user may read; a section without any is left out."""
        chosen = [
            (str(section.value["heading"]), [page.pk for page in section.value["texts"] if page is not None])
            for section in self.sections
        ]
        found = readable_pages({key for _heading, keys in chosen for key in keys}, user)
        sections = [
            Section(heading, [found[key] for key in keys if key in found]) for heading, keys in chosen
        ]
        return [section for section in sections if section.pages]
