"""The entries of the index: what the engines' tokens belong to."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from organization.models import Unit
from search.types import EntryKind, Kind


class SearchEntry(models.Model):
    """One findable thing: an article, a provision, a course; derived from the live revision of a page.

    Who may see an entry is never stored here: every question joins the page as it is now.
    """

    page = models.ForeignKey(Page, verbose_name=_("page"), on_delete=models.CASCADE, related_name="+")
    part = models.PositiveIntegerField(_("part"), default=0)
    kind = models.CharField(_("kind"), max_length=12, choices=EntryKind.choices)
    facet = models.CharField(_("scope"), max_length=12, choices=Kind.choices)
    group = models.CharField(
        _("work"), max_length=32, help_text=_("Entries of one work are shown as one hit.")
    )
    anchor = models.CharField(_("anchor"), max_length=120, blank=True)
    number = models.CharField(_("number of the article"), max_length=20, blank=True)
    work_id = models.BigIntegerField(_("regulation"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=400)
    context = models.CharField(_("context"), max_length=600, blank=True)
    body = models.TextField(_("text"), blank=True)
    unit = models.ForeignKey(
        Unit, verbose_name=_("unit"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    dated = models.DateField(_("date"), null=True, blank=True)
    weight = models.FloatField(_("weight"), default=1.0)

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints: ClassVar = [models.UniqueConstraint(fields=["page", "part"], name="search_entry_part")]
        indexes: ClassVar = [models.Index(fields=["work_id", "number"], name="search_entry_number")]

    def __str__(self) -> str:
        return self.title
