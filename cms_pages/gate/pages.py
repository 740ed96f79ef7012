"""The base of every page that goes through the gate."""

from typing import Any, ClassVar

from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager, PageQuerySet

from cms_pages.gate.types import Audience
from cms_pages.gate.visibility import visibility
from organization.models import Unit


class GatedQuerySet(PageQuerySet):
    """Pages with the rule of who may read them."""

    def visible_to(self, user: Any) -> "GatedQuerySet":
        """Keep the live pages, inside their publication window, that this user may read."""
        return self.filter(visibility(user))


GatedManager = PageManager.from_queryset(GatedQuerySet)


class GatedPage(Page):
    """A page with an owning unit and an audience; it becomes live only through the gate."""

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("owning unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the whole enterprise. Decides whose reviewers may approve."),
    )
    audience = models.CharField(
        _("audience"), max_length=10, choices=Audience.choices, default=Audience.INTERNAL
    )

    objects = GatedManager()

    settings_panels: ClassVar = [FieldPanel("unit"), FieldPanel("audience")]

    class Meta:
        abstract = True

    def get_workflow(self) -> Any:
        """Return the review workflow with as many stages as the page must pass."""
        return import_string("cms_pages.gate.stages.workflow_for")(self)

    @property
    def has_workflow(self) -> bool:
        """Return True: every page is reviewed."""
        return True

    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """Save a revision; one that was submitted is never written over, a new one is made."""
        overwrite = kwargs.get("overwrite_revision")
        if overwrite is not None and import_string("cms_pages.gate.queries.is_frozen")(overwrite.pk):
            kwargs["overwrite_revision"] = None
        return super().save_revision(*args, **kwargs)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Check the page; a new page is a draft, whatever its creator asked for."""
        if self._state.adding:
            self.live = False
        super().full_clean(*args, **kwargs)
