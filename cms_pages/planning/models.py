"""That a live text was looked at again and stays as it is."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from cms_pages.gate.models import Release
from core.append_only import append_only
from core.clock import now


@append_only()
class Confirmation(models.Model):
    """A publisher has looked at a live text again: it is still right."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="confirmations")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    words = models.CharField(_("note"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("confirmation of a text")
        verbose_name_plural = _("confirmations of texts")

    def __str__(self) -> str:
        return f"{self.release_id} {self.at:%Y-%m-%d}"
