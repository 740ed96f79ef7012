"""A banner is a page without a place of its own: its review, window and audience are those of any page."""

from typing import Any, ClassVar

from django.db import models
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, PageChooserPanel
from wagtail.models import Page

from cms_pages.columns.models import ColumnPage
from cms_pages.gate.pages import GatedPage
from media.models import Image


class BannerIndexPage(ColumnPage):
    """Where the banners are kept; its number of review stages holds for them."""

    max_count = 1
    subpage_types: ClassVar = ["cms_pages.BannerPage"]

    class Meta:
        verbose_name = _("banner column")

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the guide home, which shows the banners."""
        return redirect("portal:home")


class BannerPage(GatedPage):
    """A picture with a title and one line that leads to a page."""

    summary = models.CharField(_("one line below the title"), max_length=60, blank=True)
    image = models.ForeignKey(Image, verbose_name=_("image"), on_delete=models.PROTECT, related_name="+")
    alternative = models.CharField(_("text for those who cannot see it"), max_length=200)
    target = models.ForeignKey(
        Page,
        verbose_name=_("leads to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("A page of this site. Empty: the banner only tells something."),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("image"),
        FieldPanel("alternative"),
        PageChooserPanel("target"),
    ]
    parent_page_types: ClassVar = ["cms_pages.BannerIndexPage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("banner")
        verbose_name_plural = _("banners")

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the page of the banner, or to the guide home."""
        return redirect((self.target and self.target.get_url(request)) or "portal:home")
