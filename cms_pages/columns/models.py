"""The home page and the index pages of the columns."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from cms_pages.gate.pages import GatedPage


class HomePage(GatedPage):
    """The root of the tree; people see the guide home of the portal instead."""

    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = [
        "cms_pages.ArticleIndexPage",
        "cms_pages.RegulationIndexPage",
        "cms_pages.CatalogPage",
        "cms_pages.BannerIndexPage",
    ]

    class Meta:
        verbose_name = _("home page")


class ColumnPage(GatedPage):
    """A column: its number of review stages holds for every page below it."""

    required_stages = models.PositiveSmallIntegerField(
        _("review stages"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(3)],
        help_text=_("3: first, second and final review; 2: first and final; 1: final. Never none."),
    )
    introduction = models.CharField(_("introduction"), max_length=200, blank=True)

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("required_stages"),
    ]
    parent_page_types: ClassVar = ["cms_pages.HomePage"]

    class Meta:
        abstract = True


class ArticleIndexPage(ColumnPage):
    """A column of articles."""

    subpage_types: ClassVar = [
        "cms_pages.ArticlePage",
        "cms_pages.GalleryPage",
        "cms_pages.VideoPage",
        "cms_pages.AudioPage",
        "cms_pages.DocumentPage",
        "cms_pages.TopicPage",
    ]

    class Meta:
        verbose_name = _("article column")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the articles of the column that the reader may see, newest first."""
        from cms_pages.articles.queries import list_articles

        context = super().get_context(request, *args, **kwargs)
        return context | list_articles(self, request)


class CatalogPage(ColumnPage):
    """The column of courses."""

    subpage_types: ClassVar = ["cms_pages.CoursePage"]

    class Meta:
        verbose_name = _("course catalogue")

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the catalogue of the learning area."""
        from django.shortcuts import redirect

        return redirect("learning:catalogue")
