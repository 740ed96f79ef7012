"""Each is an article with something to look at, to hear or to take along; only a recording needs a body."""

from pathlib import PurePath
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, Panel
from wagtail.fields import StreamField

from cms_pages.articles.blocks import ImageBlock
from cms_pages.articles.models import ArticlePage
from media.models import Document

AUDIO_EXTENSIONS = ("mp3", "wav")


def _panels_with(*panels: Panel) -> list[Panel]:
    """Return the panels of an article with others before its body."""
    own = list(ArticlePage.content_panels)
    at = next(number for number, panel in enumerate(own) if getattr(panel, "field_name", "") == "body")
    return [*own[:at], *panels, *own[at:]]


def _file(name: Any, **more: Any) -> Any:
    return models.ForeignKey(Document, verbose_name=name, on_delete=models.PROTECT, related_name="+", **more)


class GalleryPage(ArticlePage):
    """Pictures with their words, in the order of the editor."""

    pictures = StreamField([("image", ImageBlock())], verbose_name=_("pictures"), min_num=1)

    content_panels: ClassVar = _panels_with(FieldPanel("pictures"))
    template = "cms_pages/gallery_page.html"
    needs_body = False

    class Meta:
        verbose_name = _("gallery")
        verbose_name_plural = _("galleries")

    def words_beside_body(self) -> list[str]:
        """Return the words that stand for the pictures and those below them."""
        return [str(item.value[name]) for item in self.pictures for name in ("alternative", "caption")]


class FilePage(ArticlePage):
    """A page about one file; `extensions` are those that it may have."""

    extensions: ClassVar[tuple[str, ...]] = ()
    needs_body = False

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Check that the file is of this page's kind."""
        super().clean()
        if self.file_id and self.extensions and _extension(self.file) not in self.extensions:
            told = _("Choose a file of this type: %(types)s.") % {"types": "、".join(self.extensions)}
            raise ValidationError({"file": told})


class VideoPage(FilePage):
    """A film with its captions; the body is for what is said in it."""

    file = _file(_("film"))
    captions = _file(_("captions"), null=True, blank=True, help_text=_("A file in the format WebVTT (.vtt)."))

    extensions: ClassVar = ("mp4",)
    content_panels: ClassVar = _panels_with(FieldPanel("file"), FieldPanel("captions"))
    template = "cms_pages/video_page.html"

    class Meta:
        verbose_name = _("video")
        verbose_name_plural = _("videos")

    def clean(self) -> None:
        """Check that the captions are captions."""
        super().clean()
        if self.captions is not None and _extension(self.captions) != "vtt":
            told = _("Choose a file of this type: %(types)s.") % {"types": "vtt"}
            raise ValidationError({"captions": told})


class AudioPage(FilePage):
    """A recording; whoever cannot hear it reads the body, so it needs one."""

    file = _file(_("recording"))

    extensions: ClassVar = AUDIO_EXTENSIONS
    content_panels: ClassVar = _panels_with(FieldPanel("file"))
    template = "cms_pages/audio_page.html"
    needs_body = True

    class Meta:
        verbose_name = _("audio recording")
        verbose_name_plural = _("audio recordings")


class DocumentPage(FilePage):
    """A document to take along."""

    file = _file(_("document"))

    content_panels: ClassVar = _panels_with(FieldPanel("file"))
    template = "cms_pages/document_page.html"

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")


def _extension(document: Document) -> str:
    return PurePath(document.file.name).suffix.lower().lstrip(".")
