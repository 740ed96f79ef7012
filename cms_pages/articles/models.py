"""Articles and their tags."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.contrib.taggit import ClusterTaggableManager
from modelcluster.fields import ParentalKey
from taggit.models import TaggedItemBase
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms_pages.articles.blocks import TextBlock
from cms_pages.articles.types import Section
from cms_pages.gate.pages import GatedPage
from cms_pages.vocabulary.queries import names_shown
from core.clock import today


class ArticleTag(TaggedItemBase):
    """One tag of one article."""

    content_object = ParentalKey(
        "cms_pages.ArticlePage", on_delete=models.CASCADE, related_name="tagged_items"
    )


class ArticlePage(GatedPage):
    """A theory article or a piece of news."""

    date = models.DateField(_("date"), default=today)
    summary = models.CharField(_("summary"), max_length=200)
    body = StreamField(TextBlock(), verbose_name=_("body"), blank=True)
    source = models.CharField(_("source"), max_length=100)
    responsible_editor = models.CharField(_("responsible editor"), max_length=40)
    tags = ClusterTaggableManager(through=ArticleTag, blank=True, verbose_name=_("tags"))

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("date"),
        FieldPanel("summary"),
        FieldPanel("body"),
        FieldPanel("source"),
        FieldPanel("responsible_editor"),
        FieldPanel("tags"),
    ]
    parent_page_types: ClassVar = ["cms_pages.ArticleIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms_pages/article_page.html"
    needs_body: ClassVar[bool] = True

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def clean(self) -> None:
        """Check that there is something to read where the page is nothing without it."""
        super().clean()
        model = self.specific_class or type(self)  # a gallery may be at hand as the article that it is too
        if model.needs_body and not self.body:
            raise ValidationError({"body": _("Write the text.")})

    def tag_names(self) -> list[str]:
        """Return the names of the tags as readers see them, by name."""
        return names_shown(self.tags.all())

    def words_beside_body(self) -> list[str]:
        """Return what can be searched beside title, summary and body: nothing, in a plain article."""
        return []

    def sections_for(self, user: Any) -> list[Section]:
        """Return the chosen pages that stand below the body: none, in a plain article."""
        return []

    @property
    def kind_word(self) -> str:
        """Return what it is, in a word, when it is more than an article: a gallery, a video."""
        model = self.specific_class or ArticlePage
        return "" if model is ArticlePage else str(model._meta.verbose_name)
