"""Works, their versions as pages, and the provisions of the versions that are live."""

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.functional import cached_property
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page

from cms_pages.columns.models import ColumnPage
from cms_pages.gate.models import GatedPage
from cms_pages.regulations.types import Level, ProvisionKind, Status


class RegulationWork(models.Model):  # type: ignore[django-manager-missing]
    """One law or rule through all its versions."""

    title = models.CharField(_("title"), max_length=255)
    short_title = models.CharField(_("short title"), max_length=120, unique=True)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, default=Level.INTERNAL)
    issuer = models.CharField(_("issuer"), max_length=120, blank=True)
    category = models.CharField(_("category"), max_length=40, blank=True, db_index=True)

    class Meta:
        verbose_name = _("regulation work")
        verbose_name_plural = _("regulation works")

    def __str__(self) -> str:
        return self.short_title


class RegulationIndexPage(ColumnPage):
    """A column of regulations."""

    subpage_types: ClassVar = ["cms_pages.RegulationPage"]
    template = "cms_pages/regulation_index.html"

    class Meta:
        verbose_name = _("regulation library")

    def route(self, request: Any, path_components: list[str]) -> Any:
        """Find a version by its address in one query, with its work."""
        if len(path_components) == 1:
            slug = path_components[0]
            page = RegulationPage.objects.child_of(self).select_related("work").filter(slug=slug).first()
            if page is not None:
                page._cached_parent_obj = self  # what treebeard's get_parent() looks at first
                return page.route(request, [])
        return super().route(request, path_components)

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the filtered list of regulations that the reader may see."""
        add = import_string("cms_pages.regulations.views.index_context")
        return super().get_context(request, *args, **kwargs) | add(self, request)


class RegulationPage(GatedPage):
    """One version of one work; `source` is its whole text as normalised Markdown."""

    work = models.ForeignKey(
        RegulationWork, verbose_name=_("work"), on_delete=models.PROTECT, related_name="versions"
    )
    number = models.CharField(_("document number"), max_length=80, blank=True)
    version_date = models.DateField(_("version of"), null=True, blank=True)
    publish_date = models.DateField(_("published on"), null=True, blank=True)
    effective_date = models.DateField(_("in force from"), null=True, blank=True)
    repealed_date = models.DateField(_("repealed on"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status.choices, default=Status.IN_FORCE)
    source = models.TextField(
        pgettext_lazy("regulation", "text"),
        help_text=_(
            "Headings 编、章、节 begin with #; each article, paragraph and item is a line of its own."
        ),
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("work"),
        FieldPanel("number"),
        MultiFieldPanel(
            [
                FieldPanel("version_date"),
                FieldPanel("publish_date"),
                FieldPanel("effective_date"),
                FieldPanel("repealed_date"),
                FieldPanel("status"),
            ],
            heading=_("Dates and status"),
        ),
        FieldPanel("source"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms_pages.RegulationIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms_pages/regulation_page.html"

    class Meta:
        verbose_name = _("regulation")
        verbose_name_plural = _("regulations")

    def get_context(self, request: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the text, the outline and the versions that the reader may see."""
        add = import_string("cms_pages.regulations.views.page_context")
        return super().get_context(request, *args, **kwargs) | add(self, request)

    @property
    def dated(self) -> date | None:
        """Return the day that tells this version from the others."""
        return self.version_date or self.publish_date or self.effective_date

    @property
    def has_no_day_yet(self) -> bool:
        """Return whether the version is not yet in force and nobody knows from when on it will be."""
        return self.status == Status.NOT_YET and self.effective_date is None

    @property
    def commences(self) -> date | None:
        """Return the day from which this version is the one that counts, or nothing when no day is known.

        Many sources give an amended law the day on which its first version came into force; a version
        cannot count before its own day. One that is not yet in force and has no day of force begins never.
        """
        if self.has_no_day_yet:
            return None
        days = [day for day in (self.dated, self.effective_date) if day is not None]
        return max(days, default=None)

    @property
    def age(self) -> tuple[date, int]:
        """Return what orders the versions of a work from old to new."""
        return self.dated or date.min, self.pk

    @cached_property
    def replaced_from(self) -> date | None:
        """Return the first day on which a later live version of the work counts, or nothing.

        `standing.with_replacement` asks it for many pages at once.
        """
        others = RegulationPage.objects.filter(work=self.work_id, live=True).exclude(pk=self.pk)
        days = [page.commences for page in others.defer("source") if page.age > self.age and page.commences]
        return min(days, default=None)

    def status_on(self, day: date) -> str:
        """Return the status on any day: not yet in force, in force, amended by a later version, repealed.

        The days decide. What the source says of its status counts only where it gives no day: repealed
        without a day, amended by a version that the library does not have, not yet in force with no date.
        """
        if self.repealed_date and self.repealed_date <= day:
            return Status.REPEALED
        if self.status == Status.REPEALED and self.repealed_date is None:
            return Status.REPEALED
        begins = self.commences
        if (begins and begins > day) or self.has_no_day_yet:
            return Status.NOT_YET
        replaced = self.replaced_from
        if (replaced and replaced <= day) or (self.status == Status.AMENDED and replaced is None):
            return Status.AMENDED
        return Status.IN_FORCE


class Provision(models.Model):
    """One citable unit of a live regulation; rebuilt from the released text, gone when it is taken down.

    `text` holds the words of the unit and of everything below it; for headings it is empty.
    """

    page = models.ForeignKey(RegulationPage, on_delete=models.CASCADE, related_name="provisions")
    eid = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=ProvisionKind.choices)
    label = models.CharField(max_length=40, blank=True)
    number = models.CharField(max_length=20, blank=True)
    heading = models.CharField(max_length=255, blank=True)
    heading_path = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    order = models.PositiveIntegerField()
    parent_eid = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = _("provision")
        verbose_name_plural = _("provisions")
        constraints = [models.UniqueConstraint(fields=["page", "eid"], name="provision_eid_once_per_page")]
        indexes = [models.Index(fields=["page", "kind", "order"], name="provision_by_kind")]

    def __str__(self) -> str:
        return f"{self.page_id} {self.eid}"
