"""What was taken in from where."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cms_pages.articles.models import ArticlePage
from cms_pages.imports.types import Loss
from core.clock import now


class WordImport(models.Model):
    """One article made of a Word file, with what could not be carried over: kind of loss -> places."""

    page = models.OneToOneField(ArticlePage, on_delete=models.CASCADE, related_name="word_import")
    file_name = models.CharField(_("file"), max_length=200)
    losses = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("time"), default=now)

    class Meta:
        verbose_name = pgettext_lazy("Word file", "import")
        verbose_name_plural = pgettext_lazy("Word files", "imports")

    def __str__(self) -> str:
        return f"{self.page_id} {self.file_name}"

    @property
    def lost(self) -> list[tuple[Loss, list[str]]]:
        """Return each kind of loss with the first words of its places, in the order of the kinds."""
        return [(kind, self.losses[kind.value]) for kind in Loss if kind.value in self.losses]
