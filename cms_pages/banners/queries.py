"""Which banners somebody is shown."""

from typing import Any

from django.db.models import Prefetch

from cms_pages.banners.models import BannerPage
from cms_pages.gate.visibility import visibility
from media.models import Image

MOST = 5
"""So many banners are shown at once: more are not read."""

PICTURE = "fill-720x240"
"""The size in which the guide home shows a banner's picture."""


def banners_for(user: Any) -> list[BannerPage]:
    """Return the live banners for this user in the order of the tree, at most five."""
    images: Any = Image.objects  # made from the library's queryset, which is untyped
    pictures = Prefetch("image", images.prefetch_renditions(PICTURE))
    shown = BannerPage.objects.filter(visibility(user)).select_related("target").order_by("path")
    return list(shown.prefetch_related(pictures)[:MOST])
