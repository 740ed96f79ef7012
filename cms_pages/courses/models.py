"""Course, chapter, lesson and exam pages."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page

from cms_pages.articles.blocks import TextBlock
from cms_pages.courses.blocks import QuestionsBlock
from cms_pages.gate.pages import GatedPage


class CourseCategory(models.TextChoices):
    """What a course is about."""

    SAFETY = "safety", _("workplace safety")
    INFORMATION = "information", _("informatization skills")
    DOCUMENTS = "documents", _("document handling")
    GOVERNANCE = "governance", _("governance and branch work")
    THEORY = "theory", _("theory")


class CoursePage(GatedPage):
    """A course: chapters with lessons, and at most one exam at its end."""

    summary = models.CharField(_("summary"), max_length=200)
    cover_label = models.CharField(
        _("words on the cover"),
        max_length=4,
        validators=[RegexValidator(r"^.{4}$", _("Give exactly four characters."))],
    )
    category = models.CharField(_("category"), max_length=20, choices=CourseCategory.choices)
    required = models.BooleanField(_("required"), default=False)
    goals = models.TextField(_("what you can do afterwards"), blank=True, help_text=_("One goal a line."))
    cited_provisions = models.TextField(
        _("cited provisions"), blank=True, help_text=_("One citation a line.")
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("summary"),
        FieldPanel("cover_label"),
        FieldPanel("category"),
        FieldPanel("required"),
        FieldPanel("goals"),
        FieldPanel("cited_provisions"),
    ]
    parent_page_types: ClassVar = ["cms_pages.CatalogPage"]
    subpage_types: ClassVar = ["cms_pages.CourseModulePage", "cms_pages.ExamPage"]

    class Meta:
        verbose_name = _("course")
        verbose_name_plural = _("courses")

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the course in the learning area."""
        return redirect("learning:course", self.pk)


class CourseModulePage(GatedPage):
    """A chapter of a course."""

    parent_page_types: ClassVar = ["cms_pages.CoursePage"]
    subpage_types: ClassVar = ["cms_pages.LessonPage"]

    class Meta:
        verbose_name = _("chapter")
        verbose_name_plural = _("chapters")

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the course of the chapter."""
        return redirect("learning:course", self.get_parent().pk)


class LessonKind(models.TextChoices):
    """How a lesson is learned."""

    TEXT = "text", _("reading text")
    VIDEO = "video", _("video lesson")


class LessonPage(GatedPage):
    """A lesson: text, or a video with its text. `nominal_seconds` is the most time it can credit."""

    lesson_kind = models.CharField(
        _("kind"), max_length=10, choices=LessonKind.choices, default=LessonKind.TEXT
    )
    body = StreamField(TextBlock(), verbose_name=_("text"), blank=True)
    video = models.ForeignKey(
        "media.Document",
        verbose_name=_("video"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    nominal_seconds = models.PositiveIntegerField(
        _("length in seconds"), validators=[MinValueValidator(30), MaxValueValidator(4 * 3600)]
    )

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("lesson_kind"),
        FieldPanel("video"),
        FieldPanel("nominal_seconds"),
        FieldPanel("body"),
    ]
    parent_page_types: ClassVar = ["cms_pages.CourseModulePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def clean(self) -> None:
        """Check that a video lesson has a video."""
        super().clean()
        if self.lesson_kind == LessonKind.VIDEO and self.video_id is None:
            raise ValidationError({"video": _("A video lesson needs a video.")})

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the lesson in the learning area."""
        return redirect("learning:lesson", self.pk)


class ExamPage(GatedPage):
    """The exam of a course: its questions go through the same gate as every text."""

    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(1), MaxValueValidator(300)]
    )
    pass_percent = models.PositiveSmallIntegerField(
        _("pass mark in percent"), default=60, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    attempts_allowed = models.PositiveSmallIntegerField(
        _("attempts"), default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    opens_at = models.DateTimeField(_("opens at"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes at"), null=True, blank=True)
    instructions = models.TextField(_("instructions"), blank=True)
    questions = StreamField(QuestionsBlock(), verbose_name=_("questions"))

    content_panels: ClassVar = [
        *Page.content_panels,
        FieldPanel("minutes"),
        FieldPanel("pass_percent"),
        FieldPanel("attempts_allowed"),
        FieldPanel("opens_at"),
        FieldPanel("closes_at"),
        FieldPanel("instructions"),
        FieldPanel("questions"),
    ]
    parent_page_types: ClassVar = ["cms_pages.CoursePage"]
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("exam")
        verbose_name_plural = _("exams")

    def clean(self) -> None:
        """Check that the exam opens before it closes."""
        super().clean()
        if self.opens_at and self.closes_at and self.closes_at <= self.opens_at:
            raise ValidationError({"closes_at": _("The exam must close after it opens.")})

    def serve(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Lead to the exam in the learning area."""
        return redirect("learning:exam", self.pk)
