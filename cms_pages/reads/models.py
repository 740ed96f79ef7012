"""How often a text was read on a day."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from core.clock import today


class ReadCount(models.Model):
    """How often one page was read on one day, by the calendar of Shanghai. It names nobody."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="read_counts")
    day = models.DateField(_("day"), default=today)
    number = models.PositiveIntegerField(_("number"), default=0)

    class Meta:
        verbose_name = _("read count")
        verbose_name_plural = _("read counts")
        constraints = [models.UniqueConstraint(fields=["page", "day"], name="read_count_once_a_day")]
        indexes = [models.Index(fields=["day"], name="read_count_day")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.day} {self.number}"
